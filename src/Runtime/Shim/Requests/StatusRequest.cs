using Gantry.Runtime.Shim.Wire;
using Gantry.ShimProtocol;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Shim.Requests;

internal static class StatusRequest
{
    public static void Handle(ContainerShim shim, Request request)
    {
        var container = shim.Container;
        request.Answer(FrameKind.Status, new ShimStatus
        {
            Pid = container.Pid,
            Started = container.IsStarted,
            Paused = container.IsPaused,
            Exit = container.Exit,
            Execs = shim.Execs.Running,
        });
    }
}
