using System.Net;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Registries;

/// <summary>Brings a blob, and goes on where it broke off.</summary>
/// <param name="repository">Where it is.</param>
/// <param name="blob">Which; its size is held to.</param>
/// <param name="write">Takes the next bytes.</param>
internal sealed class BlobDownload(Repository repository, Descriptor blob, Func<ReadOnlyMemory<byte>, ValueTask> write)
{
    private const int BufferBytes = 256 * 1024;

    // Attempts that brought nothing; and all together, for one that brings a byte each time.
    private const int MaxFruitless = 5;
    private const int MaxAttempts = 30;

    private readonly byte[] _buffer = new byte[BufferBytes];
    private long _received;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (blob.Digest.Algorithm != "sha256")
        {
            throw new RegistryException($"unsupported digest algorithm: {blob.Digest}");
        }

        var (fruitless, delay) = (0, repository.Client.Http.Options.RetryDelay);
        for (var attempts = 1; _received < blob.Size || attempts == 1; attempts++)
        {
            var before = _received;
            try
            {
                await ReceiveAsync(cancellationToken);
            }
            catch (RegistryException e) when (e.IsTransient && attempts < MaxAttempts && (_received > before || ++fruitless < MaxFruitless))
            {
                delay = _received > before ? repository.Client.Http.Options.RetryDelay : delay * 2;
                await Task.Delay(delay, repository.Client.Http.Time, cancellationToken);
            }
        }
    }

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        var response = await repository.OpenBlobAsync(blob.Digest, _received, cancellationToken);
        await using var body = await AnswerBody.OpenAsync(response, repository.Client.Http, cancellationToken);
        var position = StartOf(response);
        while (await body.ReadAsync(_buffer, cancellationToken) is > 0 and var count)
        {
            // A server that cannot begin in the middle sends again what is here already.
            var known = (int)Math.Clamp(_received - position, 0, count);
            position += count;
            if (position > blob.Size)
            {
                throw new RegistryException($"{blob.Digest}: the registry sends more than the {blob.Size} bytes that the manifest tells of");
            }

            if (known < count)
            {
                await write(_buffer.AsMemory(known, count - known));
                _received += count - known;
            }
        }

        if (_received < blob.Size)
        {
            throw new RegistryException($"{blob.Digest}: unexpected EOF after {_received} of {blob.Size} bytes") { IsTransient = true };
        }
    }

    private long StartOf(HttpResponseMessage response)
    {
        var start = response.StatusCode == HttpStatusCode.PartialContent ? response.Content.Headers.ContentRange?.From ?? -1 : 0;
        if (start < 0 || start > _received)
        {
            throw new RegistryException($"{blob.Digest}: the registry sends other bytes than were asked for");
        }

        return response.Content.Headers.ContentLength is { } length && start + length != blob.Size
            ? throw new RegistryException($"{blob.Digest}: the registry has {start + length} bytes, and the manifest tells of {blob.Size}")
            : start;
    }
}
