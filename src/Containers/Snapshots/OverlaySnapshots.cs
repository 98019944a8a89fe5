using Gantry.Oci;

namespace Gantry.Containers.Snapshots;

/// <summary>Layers unpacked as overlayfs lower folders, and the writable folders of containers on top of them.</summary>
public sealed class OverlaySnapshots
{
    /// <summary>Makes a writable snapshot on top of a layer; null starts from nothing.</summary>
    public Snapshot Prepare(string key, Digest? parent) => throw new NotSupportedException();

    public Snapshot Get(string key) => throw new NotSupportedException();

    /// <summary>Removes a writable snapshot and its files; one that does not exist is left at that.</summary>
    public void Remove(string key) => throw new NotSupportedException();

    public SnapshotUsage Usage(string key) => throw new NotSupportedException();
}

/// <summary>What a snapshot alone takes, without what lies below it.</summary>
public sealed record SnapshotUsage(long Bytes, long Entries);
