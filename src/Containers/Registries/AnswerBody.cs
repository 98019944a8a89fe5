using Gantry.Containers.Archives;

namespace Gantry.Containers.Registries;

/// <summary>The body of an answer, given up where the registry falls silent.</summary>
internal sealed class AnswerBody(HttpResponseMessage response, Stream body, RegistryHttp http) : ReadOnlyStream
{
    private readonly CancellationTokenSource _patience = new();
    private ITimer? _alarm;

    public static async Task<AnswerBody> OpenAsync(HttpResponseMessage response, RegistryHttp http, CancellationToken cancellationToken) =>
        new(response, await response.Content.ReadAsStreamAsync(cancellationToken), http);

    /// <summary>Reads an answer that has to be short.</summary>
    /// <exception cref="RegistryException">It is longer than that.</exception>
    public static async Task<byte[]> ReadAllAsync(HttpResponseMessage response, RegistryHttp http, int limitBytes, string what, CancellationToken cancellationToken)
    {
        await using var body = await OpenAsync(response, http, cancellationToken);
        var whole = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await body.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            whole.Write(buffer, 0, count);
            if (whole.Length > limitBytes)
            {
                throw new RegistryException($"{what} is larger than {limitBytes} bytes: refused");
            }
        }

        return whole.ToArray();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var idle = http.Options.IdleTimeout;
        _alarm ??= http.Time.CreateTimer(_ => _patience.Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _alarm.Change(idle, Timeout.InfiniteTimeSpan);
        await using var forwarded = cancellationToken.UnsafeRegister(static patience => ((CancellationTokenSource)patience!).Cancel(), _patience);
        try
        {
            var read = await body.ReadAsync(buffer, _patience.Token);

            // How long the reader takes before it asks for more is not the registry's fault.
            _alarm.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return read;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RegistryException($"{What}: nothing more came within {idle.TotalSeconds:0.#} seconds", e) { IsTransient = true };
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new RegistryException($"{What}: unexpected EOF", e) { IsTransient = true };
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _alarm?.Dispose();
            body.Dispose();
            response.Dispose();
            _patience.Dispose();
        }

        base.Dispose(disposing);
    }

    private string What => response.RequestMessage is { } request ? RegistryHttp.NameOf(request) : "answer";
}
