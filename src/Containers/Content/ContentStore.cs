using System.Text.Json;
using Gantry.Linux.Syscalls;
using Gantry.Oci;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Content;

/// <summary>Blobs by their digests, kept as an OCI image layout: <c>oci-layout</c>, <c>index.json</c>, <c>blobs/sha256/…</c>.</summary>
/// <remarks>image-spec image-layout.md. A blob is there whole or not at all, and is never changed.</remarks>
public sealed class ContentStore
{
    private readonly string _root;
    private readonly string _ingest;

    private ContentStore(string root)
    {
        _root = root;
        _ingest = Path.Combine(root, "ingest");
    }

    /// <summary>Opens the store in a folder, making it where it is missing. Blobs that a crash left half-written are removed.</summary>
    public static ContentStore Open(string root)
    {
        var store = new ContentStore(root);
        Directory.CreateDirectory(Path.Combine(root, ImageLayout.BlobsFolder, "sha256"));
        Directory.CreateDirectory(store._ingest);
        foreach (var leftover in Directory.EnumerateFiles(store._ingest))
        {
            File.Delete(leftover);
        }

        var layout = Path.Combine(root, ImageLayout.FileName);
        if (!File.Exists(layout))
        {
            File.WriteAllBytes(layout, JsonSerializer.SerializeToUtf8Bytes(new ImageLayout(), ImageSpecJson.Plain.ImageLayout));
        }

        return store;
    }

    /// <summary>Begins a blob whose bytes come in pieces.</summary>
    public BlobIngest Begin() => new(Path.Combine(_ingest, Path.GetRandomFileName()), this);

    /// <summary>A blob whose bytes are at hand: sealed, to be published.</summary>
    public BlobIngest Begin(ReadOnlySpan<byte> content)
    {
        var ingest = Begin();
        ingest.Write(content);
        ingest.Seal();
        return ingest;
    }

    /// <summary>Waits until all that was written, published or not, has reached the disk.</summary>
    public void Sync()
    {
        using var folder = Kernel.Open(_ingest, OpenFlags.ReadOnly | Kernel.DirectoryOnly);
        Kernel.SyncFileSystem(folder);
    }

    /// <summary>Bytes of a blob; null where there is none.</summary>
    public long? LengthOf(Digest digest) => new FileInfo(PathOf(digest)) is { Exists: true } file ? file.Length : null;

    /// <summary>All the blobs there are.</summary>
    public IEnumerable<Digest> All() =>
        from file in Directory.EnumerateFiles(Path.Combine(_root, ImageLayout.BlobsFolder, "sha256"))
        let name = "sha256:" + Path.GetFileName(file)
        where Digest.TryParse(name, out _)
        select Digest.Parse(name);

    /// <summary>Opens a blob for reading.</summary>
    /// <exception cref="NotFoundException">There is no such blob.</exception>
    public Stream OpenRead(Digest digest)
    {
        try
        {
            return new FileStream(PathOf(digest), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        }
        catch (FileNotFoundException e)
        {
            throw new NotFoundException($"content digest {digest}: not found", e);
        }
    }

    /// <summary>Reads a document whole.</summary>
    /// <exception cref="NotFoundException">There is no such blob.</exception>
    /// <exception cref="InvalidException">It is longer than a document may be.</exception>
    public byte[] ReadDocument(Digest digest)
    {
        const int limitBytes = 8 * 1024 * 1024;
        using var blob = OpenRead(digest);
        if (blob.Length > limitBytes)
        {
            throw new InvalidException($"content digest {digest}: a document of more than {limitBytes} bytes");
        }

        var bytes = new byte[blob.Length];
        blob.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Removes a blob; one that is not there is left at that.</summary>
    public void Remove(Digest digest) => File.Delete(PathOf(digest));

    /// <summary>Replaces the list of what is in the layout by name.</summary>
    public void WriteIndex(ImageIndex index)
    {
        var target = Path.Combine(_root, ImageLayout.IndexFileName);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(index, ImageSpecJson.Plain.ImageIndex);
        if (File.Exists(target) && File.ReadAllBytes(target).AsSpan().SequenceEqual(bytes))
        {
            return;
        }

        // Not flushed: it repeats what the metadata says, and is written anew from there at every start.
        var fresh = Path.Combine(_ingest, ImageLayout.IndexFileName);
        File.WriteAllBytes(fresh, bytes);
        File.Move(fresh, target, overwrite: true);
    }

    /// <summary>Waits until the names of all published blobs have reached the disk.</summary>
    public void SyncNames()
    {
        using var folder = Kernel.Open(Path.Combine(_root, ImageLayout.BlobsFolder, "sha256"), OpenFlags.ReadOnly | Kernel.DirectoryOnly);
        Kernel.Sync(folder);
    }

    internal void Adopt(string file, Digest digest) => File.Move(file, PathOf(digest), overwrite: true);

    internal string PathOf(Digest digest) => Path.Combine(_root, ImageLayout.BlobsFolder, digest.Algorithm, digest.Hex);
}
