using Gantry.Oci;

namespace Gantry.Containers.Snapshots;

/// <summary>A layer that is unpacked but not yet anybody's: gone when disposed, unless it was committed.</summary>
public sealed class UnpackedLayer : IDisposable
{
    private readonly SnapshotFolders _folders;

    internal UnpackedLayer(SnapshotFolders folders, long number)
    {
        _folders = folders;
        Number = number;
    }

    /// <summary>The digest of the uncompressed archive.</summary>
    public required Digest DiffId { get; init; }

    /// <summary>The layer's own name in the stack.</summary>
    public required Digest ChainId { get; init; }

    public required Digest? Parent { get; init; }

    /// <summary>Content of its files, holes included.</summary>
    public required long Bytes { get; init; }

    internal long Number { get; }

    internal bool Committed { get; set; }

    public void Dispose()
    {
        if (!Committed)
        {
            _folders.RemoveUnfinished(Number);
        }
    }
}
