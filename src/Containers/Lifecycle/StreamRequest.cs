using Gantry.Containers.Lifecycle.Shims;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Containers.Lifecycle;

/// <summary>A client that wants a container's streams: at once, or from its next start on.</summary>
public sealed class StreamRequest
{
    private readonly TaskCompletionSource<ShimStream> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal StreamRequest(AttachStreams wanted) => Wanted = wanted;

    /// <summary>Ends with the streams; cancelled where the container is not started after all.</summary>
    public Task<ShimStream> Opened => _opened.Task;

    internal AttachStreams Wanted { get; }

    internal void Open(ShimStream stream) => _opened.TrySetResult(stream);

    internal void Cancel() => _opened.TrySetCanceled();
}
