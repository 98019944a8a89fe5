using System.Security.Cryptography;
using Gantry.Linux.Syscalls;
using Gantry.Oci;

namespace Gantry.Containers.Content;

/// <summary>A blob on its way in: hashed while it is written, visible only when it is published, gone if it is disposed before.</summary>
/// <remarks>One writer; any number of readers may follow it with <see cref="OpenTail"/>.</remarks>
public sealed class BlobIngest : IDisposable
{
    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly ContentStore _store;
    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private TaskCompletionSource? _more;
    private long _length;
    private bool _abandoned;
    private Digest? _sealed;

    internal BlobIngest(string path, ContentStore store)
    {
        _path = path;
        _store = store;
        _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    /// <summary>Bytes so far.</summary>
    public long Length => Volatile.Read(ref _length);

    /// <summary>The digest of the sealed blob.</summary>
    public Digest Digest => _sealed ?? throw new InvalidOperationException("the blob is not sealed");

    /// <summary>Whether the blob has its name.</summary>
    public bool IsPublished { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        _file.Write(bytes);
        _hash.AppendData(bytes);
        Advance(bytes.Length);
    }

    /// <summary>Ends the blob, which nobody sees yet. Not on disk before <see cref="Flush"/> or <see cref="ContentStore.Sync"/>.</summary>
    /// <exception cref="InvalidException">The bytes are not what <paramref name="expected"/> says.</exception>
    public Digest Seal(Digest? expected = null)
    {
        var digest = Digest.FromSha256(_hash.GetHashAndReset());
        if (expected is { } wanted && wanted != digest)
        {
            throw new InvalidException($"unexpected digest: got {digest}, expected {wanted}");
        }

        lock (_lock)
        {
            _sealed = digest;
            TellReaders();
        }

        return digest;
    }

    /// <summary>Whether it has ended as this blob.</summary>
    public bool IsSealedAs(Digest digest)
    {
        lock (_lock)
        {
            return _sealed == digest;
        }
    }

    /// <summary>All the bytes so far.</summary>
    internal byte[] ReadAll()
    {
        using var file = Kernel.Open(IsPublished ? _store.PathOf(Digest) : _path, OpenFlags.ReadOnly);
        var bytes = new byte[Length];
        for (var done = 0; done < bytes.Length;)
        {
            done += Kernel.ReadAt(file, bytes.AsSpan(done), done) is > 0 and var read ? read : throw new EndOfStreamException();
        }

        return bytes;
    }

    /// <summary>Waits until the bytes are on disk.</summary>
    public void Flush() => _file.Flush(flushToDisk: true);

    /// <summary>Reads the blob from its beginning while it is still being written; its end is where it is sealed.</summary>
    /// <remarks>A reader of a blob that is disposed unsealed is told by an <see cref="OperationCanceledException"/>.</remarks>
    internal IngestTail OpenTail() => new(this, Kernel.Open(IsPublished ? _store.PathOf(Digest) : _path, OpenFlags.ReadOnly));

    /// <summary>Gives the sealed blob its name. Not durable before <see cref="ContentStore.SyncNames"/>.</summary>
    public void Publish()
    {
        if (!IsPublished)
        {
            _store.Adopt(_path, Digest);
            IsPublished = true;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _abandoned = _sealed is null;
            TellReaders();
        }

        _file.Dispose();
        _hash.Dispose();
        if (!IsPublished)
        {
            File.Delete(_path);
        }
    }

    /// <summary>How far the blob has come, whether that is its end, and what ends when it has come further.</summary>
    internal (long Length, bool IsEnd, Task More) Progress()
    {
        lock (_lock)
        {
            return _abandoned ? throw new OperationCanceledException("the blob was given up")
                : (_length, _sealed is not null, (_more ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task);
        }
    }

    private void Advance(int count)
    {
        lock (_lock)
        {
            _length += count;
            TellReaders();
        }
    }

    private void TellReaders()
    {
        _more?.TrySetResult();
        _more = null;
    }
}
