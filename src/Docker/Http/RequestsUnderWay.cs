using System.Collections.Concurrent;
using Gantry.Containers;
using Microsoft.AspNetCore.Http;

namespace Gantry.Docker.Http;

/// <summary>The requests that are being answered, so that the engine can be handed over between them.</summary>
internal sealed class RequestsUnderWay
{
    // What is aborted undoes what it has begun; whoever takes longer is left to the next engine, as after a crash.
    private static readonly TimeSpan Undoing = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<RequestUnderWay, bool> _requests = new();
    private volatile bool _isClosed;

    /// <summary>Notes that a request begins.</summary>
    /// <exception cref="UnavailableException">No more may begin.</exception>
    public RequestUnderWay Begin(HttpContext http)
    {
        var request = new RequestUnderWay(http, ended => _requests.TryRemove(ended, out _));
        _requests[request] = true;
        if (_isClosed)
        {
            request.Dispose();
            throw new UnavailableException("the engine is being replaced by another version; try again");
        }

        http.Features.Set(request);
        return request;
    }

    /// <summary>Lets none begin any more, and ends those that do more than carry streams.</summary>
    /// <param name="patience">How long they have to end by themselves; then they are aborted.</param>
    public async Task CloseAsync(TimeSpan patience)
    {
        _isClosed = true;
        await Task.WhenAny(AllEndedAsync(), Task.Delay(patience));
        foreach (var request in Changing)
        {
            request.Abort();
        }

        await Task.WhenAny(AllEndedAsync(), Task.Delay(Undoing));
    }

    private IEnumerable<RequestUnderWay> Changing => _requests.Keys.Where(request => !request.OnlyCarries);

    private Task AllEndedAsync() => Task.WhenAll(Changing.Select(request => request.Ended));
}
