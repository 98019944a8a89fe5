using System.Collections.Concurrent;
using Gantry.Containers;
using Microsoft.AspNetCore.Http;

namespace Gantry.Docker.Http;

/// <summary>The requests that are being answered, so that the engine can be handed over between them.</summary>
internal sealed class RequestsUnderWay
{
    // What is aborted undoes what it has begun; whoever takes longer is left to the next engine, as after a crash.
    private static readonly TimeSpan Undoing = TimeSpan.FromSeconds(2);

    // Requests and silent connections come and go without a common end to wait for.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(2);

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

    /// <summary>Waits for those that do more than carry streams, lets none begin any more, and aborts what is left of them.</summary>
    /// <param name="patience">How long they have to end by themselves.</param>
    /// <param name="allHaveCome">Whether no client is about to send its first request.</param>
    public async Task CloseAsync(TimeSpan patience, Func<bool> allHaveCome)
    {
        using var tick = new PeriodicTimer(Tick);
        for (var waited = TimeSpan.Zero; waited < patience && !(allHaveCome() && !Changing.Any()); waited += Tick)
        {
            await tick.WaitForNextTickAsync();
        }

        _isClosed = true;
        foreach (var request in Changing)
        {
            request.Abort();
        }

        await Task.WhenAny(Task.WhenAll(Changing.Select(request => request.Ended)), Task.Delay(Undoing));
    }

    private IEnumerable<RequestUnderWay> Changing => _requests.Keys.Where(request => !request.OnlyCarries);
}
