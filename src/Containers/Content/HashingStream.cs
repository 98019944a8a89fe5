using System.Security.Cryptography;
using Gantry.Containers.Archives;
using Gantry.Oci;

namespace Gantry.Containers.Content;

/// <summary>Passes a stream on while it is read, and tells its digest after the end.</summary>
public sealed class HashingStream(Stream source) : ReadOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The digest of all that was read; asked once.</summary>
    public Digest Finish() => Digest.FromSha256(_hash.GetHashAndReset());

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await source.ReadAsync(buffer, cancellationToken);
        _hash.AppendData(buffer.Span[..read]);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }
}
