using System.Security.Cryptography;
using Gantry.Oci;

namespace Gantry.Containers.Content;

/// <summary>A blob on its way in: hashed while it is written, visible only when it is published, gone if it is disposed before.</summary>
public sealed class BlobIngest : IDisposable
{
    private readonly string _path;
    private readonly ContentStore _store;
    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private Digest? _sealed;
    private bool _adopted;

    internal BlobIngest(string path, ContentStore store)
    {
        _path = path;
        _store = store;
        _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
    }

    /// <summary>Bytes so far.</summary>
    public long Length { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        _file.Write(bytes);
        _hash.AppendData(bytes);
        Length += bytes.Length;
    }

    /// <summary>Ends the blob: its bytes are on disk when this returns, but nobody sees it yet.</summary>
    /// <exception cref="InvalidException">The bytes are not what <paramref name="expected"/> says.</exception>
    public Digest Seal(Digest? expected = null)
    {
        var digest = Digest.FromSha256(_hash.GetHashAndReset());
        if (expected is { } wanted && wanted != digest)
        {
            throw new InvalidException($"unexpected digest: got {digest}, expected {wanted}");
        }

        _file.Flush(flushToDisk: true);
        _file.Dispose();
        _sealed = digest;
        return digest;
    }

    /// <summary>Gives the sealed blob its name. Not durable before <see cref="ContentStore.SyncNames"/>.</summary>
    public void Publish()
    {
        _store.Adopt(_path, _sealed ?? throw new InvalidOperationException("the blob is not sealed"));
        _adopted = true;
    }

    public void Dispose()
    {
        _file.Dispose();
        _hash.Dispose();
        if (!_adopted)
        {
            File.Delete(_path);
        }
    }
}
