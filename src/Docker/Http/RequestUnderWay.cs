using Microsoft.AspNetCore.Http;

namespace Gantry.Docker.Http;

/// <summary>A request that is being answered.</summary>
internal sealed class RequestUnderWay(HttpContext http, Action<RequestUnderWay> ended) : IDisposable
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Func<bool>? _carries;

    public Task Ended => _ended.Task;

    /// <summary>Whether it changes nothing any more, and only carries bytes or waits for an end: it goes on when the engine is handed over.</summary>
    public bool OnlyCarries => _carries?.Invoke() == true;

    /// <summary>From now on it only carries, as long as this is so.</summary>
    public void Carry(Func<bool> isSo) => _carries = isSo;

    public void Abort() => http.Abort();

    public void Dispose()
    {
        _ended.TrySetResult();
        ended(this);
    }
}
