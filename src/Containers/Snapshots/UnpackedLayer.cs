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

    /// <summary>Content of its files, holes included.</summary>
    public required long Bytes { get; init; }

    /// <summary>The archive said what the root itself looks like; otherwise it looks like the one below.</summary>
    public required bool HasRoot { get; init; }

    internal long Number { get; }

    /// <summary>It is a snapshot now, and the folder no longer this object's.</summary>
    public bool Committed { get; internal set; }

    public void Dispose()
    {
        if (!Committed)
        {
            _folders.RemoveUnfinished(Number);
        }
    }
}
