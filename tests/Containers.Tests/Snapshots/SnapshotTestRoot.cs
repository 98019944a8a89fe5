using Gantry.Containers.Archives;
using Gantry.Containers.Metadata;
using Gantry.Containers.Snapshots;
using Gantry.Containers.Tests.Archives;
using Gantry.Linux.Syscalls;
using Gantry.Oci;

namespace Gantry.Containers.Tests.Snapshots;

/// <summary>Snapshots in a folder of one test, and overlay mounts of them.</summary>
public sealed class SnapshotTestRoot : IDisposable
{
    private readonly MetadataDatabase _metadata;
    private readonly List<OverlaySnapshots> _opened = [];

    public SnapshotTestRoot()
    {
        _metadata = MetadataDatabase.Open(Folder.At("metadata.db"));
        Snapshots = OverlaySnapshots.Open(Folder.At("snapshots"), _metadata);
    }

    public TemporaryFolder Folder { get; } = new();

    public OverlaySnapshots Snapshots { get; private set; }

    public IEnumerable<string?> Folders => Directory.EnumerateFileSystemEntries(Folder.At("snapshots")).Select(Path.GetFileName).Order();

    /// <summary>Opens the same folder anew, as the next start after a kill would.</summary>
    public OverlaySnapshots Reopen()
    {
        _opened.Add(Snapshots);
        return Snapshots = OverlaySnapshots.Open(Folder.At("snapshots"), _metadata);
    }

    /// <summary>Unpacks a layer and keeps it.</summary>
    public async Task<Digest> Layer(Digest? parent, TestArchive archive)
    {
        using var stream = archive.ToStream();
        using var layer = await Snapshots.UnpackAsync(stream, ExtractionLimits.Default, null, CancellationToken.None);
        _metadata.Write(session => Snapshots.Commit(session, layer, parent));
        return ChainId.Next(parent, layer.DiffId);
    }

    /// <summary>Mounts a writable snapshot, runs a script in it, and unmounts.</summary>
    public async Task<string> RunIn(Snapshot snapshot, string script)
    {
        var mount = Folder.At("mount");
        Directory.CreateDirectory(mount);
        await Folder.Shell($"mount -t overlay overlay -o '{string.Join(',', snapshot.MountOptions)}' mount");
        try
        {
            return await Folder.Shell($"cd mount\n{script}");
        }
        finally
        {
            Kernel.DetachMount(mount);
        }
    }

    public void Dispose()
    {
        Snapshots.Dispose();
        _opened.ForEach(opened => opened.Dispose());
        _metadata.Dispose();
        Folder.Dispose();
    }
}
