using Gantry.ShimProtocol;

namespace Gantry.Runtime.Shim.Streams;

/// <summary>Who gets what a process writes.</summary>
internal interface IOutputReceiver
{
    /// <summary>Takes a whole frame, header included, valid during the call.</summary>
    void Receive(FrameKind kind, ReadOnlySpan<byte> frame);

    /// <summary>Nothing more comes from this output.</summary>
    void Ended(FrameKind kind);
}
