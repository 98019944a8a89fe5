using Gantry.Runtime.Shim.Wire;
using Gantry.ShimProtocol;

namespace Gantry.Runtime.Shim.Requests;

/// <summary>Carries out a request and answers it, now or later.</summary>
/// <param name="shim">Whose container it is about.</param>
/// <param name="request">To be answered once.</param>
internal delegate void RequestHandler(ContainerShim shim, Request request);

/// <summary>What a shim can be asked for.</summary>
internal static class RequestHandlers
{
    private static readonly (FrameKind Kind, RequestHandler Handle)[] All =
    [
        (FrameKind.Create, CreateRequest.Handle),
        (FrameKind.Start, StartRequest.Handle),
        (FrameKind.Signal, SignalRequest.Handle),
        (FrameKind.Resize, ResizeRequest.Handle),
        (FrameKind.Attach, AttachRequest.Handle),
        (FrameKind.Exec, ExecRequest.Handle),
        (FrameKind.GetStatus, StatusRequest.Handle),
        (FrameKind.Subscribe, SubscribeRequest.Handle),
        (FrameKind.Pause, PauseRequest.Handle),
        (FrameKind.Resume, ResumeRequest.Handle),
        (FrameKind.Update, UpdateRequest.Handle),
        (FrameKind.Delete, DeleteRequest.Handle),
        (FrameKind.ReopenLog, ReopenLogRequest.Handle),
    ];

    /// <summary>Null where a shim of this version knows no such request.</summary>
    public static RequestHandler? Of(FrameKind kind) => Array.Find(All, entry => entry.Kind == kind).Handle;
}
