using Gantry.Containers.Lifecycle.Shims;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Containers.Lifecycle;

/// <summary>A client that wants a container's streams from its next start on.</summary>
internal sealed record StreamRequest(AttachStreams Wanted)
{
    /// <summary>Cancelled where the container is not started after all.</summary>
    public TaskCompletionSource<ShimStream> Stream { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
