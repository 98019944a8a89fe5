using Gantry.Containers.Archives;
using Gantry.Containers.Content;
using Gantry.Containers.Metadata;
using Gantry.Oci;

namespace Gantry.Containers.Snapshots;

/// <summary>Layers unpacked as overlayfs lower folders, and the writable folders of containers on top of them.</summary>
/// <remarks>The metadata say which snapshots there are. A folder that they do not know is what a crash left, and swept.</remarks>
public sealed class OverlaySnapshots : IDisposable
{
    private readonly MetadataDatabase _metadata;
    private readonly SnapshotFolders _folders;
    private readonly IReadOnlyList<string> _leftovers;

    private OverlaySnapshots(MetadataDatabase metadata, SnapshotFolders folders)
    {
        _metadata = metadata;
        _folders = folders;
        var known = metadata.Read(SnapshotRow.All).Select(row => SnapshotFolders.NameOf(row.Number)).ToHashSet();
        _leftovers = [.. folders.Present.Where(name => !known.Contains(name) && name != SnapshotFolders.Nothing)];
    }

    /// <summary>Opens the snapshots in a folder, making it where it is missing.</summary>
    /// <exception cref="InvalidException">The folder's path cannot stand in the options of a mount.</exception>
    public static OverlaySnapshots Open(string root, MetadataDatabase metadata) => new(metadata, new(root));

    public void Dispose() => _folders.Dispose();

    /// <summary>The keys of all writable snapshots.</summary>
    public IReadOnlyList<string> WritableKeys => [.. _metadata.Read(SnapshotRow.All).Where(row => row.Writable).Select(row => row.Key)];

    /// <summary>Removes what a crash before this start left behind. May take long; nothing waits for it.</summary>
    /// <returns>How many folders there were.</returns>
    public int Sweep(CancellationToken cancellationToken)
    {
        foreach (var leftover in _leftovers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _folders.Remove(leftover);
        }

        return _leftovers.Count;
    }

    /// <summary>Unpacks an uncompressed layer in one pass, for one who then commits or disposes it. Not on disk before a <see cref="Sync"/>.</summary>
    /// <param name="archive">Read to its end.</param>
    /// <param name="limits">How much it may be.</param>
    /// <param name="digest">Tells the archive's digest after its end, where somebody else has taken it already.</param>
    /// <param name="cancellationToken">Ends it, with nothing left.</param>
    public async Task<UnpackedLayer> UnpackAsync(Stream archive, ExtractionLimits limits, Func<Digest>? digest, CancellationToken cancellationToken)
    {
        var number = _folders.Next();
        try
        {
            using var root = _folders.MakeUnfinished(number);
            using var hashed = digest is null ? new HashingStream(archive) : null;
            using var extractor = new TreeExtractor(root, new() { Limits = limits, AllowDevices = true, IsLayer = true });
            var reader = new TarReader(hashed ?? archive);
            var summary = await extractor.ExtractAsync(reader, cancellationToken);
            await reader.DrainAsync(cancellationToken);
            var diffId = hashed?.Finish() ?? digest?.Invoke() ?? throw new InvalidOperationException("nobody knows the digest");
            return new(_folders, number) { DiffId = diffId, Bytes = summary.Bytes, HasRoot = summary.HasRoot };
        }
        catch
        {
            _folders.RemoveUnfinished(number);
            throw;
        }
    }

    /// <summary>Waits until all that was unpacked has reached the disk.</summary>
    public void Sync() => _folders.Sync();

    /// <summary>Makes a writable snapshot on top of a layer; null starts from nothing.</summary>
    /// <exception cref="NotFoundException">There is no such layer.</exception>
    /// <exception cref="ConflictException">The key is taken.</exception>
    public Snapshot Prepare(string key, Digest? parent)
    {
        var below = parent is { } chain ? Get(chain.ToString()) : null;
        var number = _folders.Next();
        _folders.MakeWritable(number, below?.Directory);
        try
        {
            return _metadata.Write(session =>
            {
                if (SnapshotRow.Find(session, key) is not null)
                {
                    throw new ConflictException($"snapshot {key} already exists");
                }

                var row = new SnapshotRow(number, key, ParentRow(session, parent)?.Number, Writable: true, Bytes: 0);
                row.Insert(session);
                return Describe(session, row);
            });
        }
        catch
        {
            _folders.Remove(SnapshotFolders.NameOf(number));
            throw;
        }
    }

    /// <summary>A layer by its chain id, or a writable snapshot by its key.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public Snapshot Get(string key) => Find(key) ?? throw NoSuch(key);

    /// <inheritdoc cref="Get"/>
    public Snapshot? Find(string key) =>
        _metadata.Read(session => SnapshotRow.Find(session, key) is { } row ? Describe(session, row) : null);

    /// <summary>Removes a writable snapshot, its files, and the layers that were kept only for it; one that does not exist is left at that.</summary>
    /// <exception cref="ConflictException">An image or another snapshot needs it.</exception>
    public void Remove(string key) => RemoveFolders(_metadata.Write<List<SnapshotRow>>(session =>
    {
        if (SnapshotRow.Find(session, key) is not { } row)
        {
            return [];
        }

        return row.TryDelete(session)
            ? [row, .. SnapshotRow.DeleteUnneeded(session, row.Parent)]
            : throw new ConflictException($"snapshot {key} is in use");
    }));

    /// <summary>Counts what a snapshot alone takes on disk. Walks its files.</summary>
    public SnapshotUsage Usage(string key) => SnapshotUsage.Of(Get(key).Directory);

    /// <summary>Makes an unpacked layer a snapshot, as part of a transaction that also makes it needed. Durable after <see cref="SyncNames"/>.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="layer">On disk already.</param>
    /// <param name="parent">The chain id of what lies below; null for the lowest layer.</param>
    /// <returns>The row of the layer, which may have been there before.</returns>
    internal SnapshotRow Commit(MetadataSession session, UnpackedLayer layer, Digest? parent)
    {
        var chain = ChainId.Next(parent, layer.DiffId).ToString();
        if (SnapshotRow.Find(session, chain) is { } present)
        {
            return present;
        }

        var below = ParentRow(session, parent);
        var row = new SnapshotRow(layer.Number, chain, below?.Number, Writable: false, layer.Bytes);
        row.Insert(session);
        _folders.Finish(layer.Number, layer.HasRoot ? null : below?.Number);
        layer.Committed = true;
        return row;
    }

    /// <summary>Waits until the names of committed layers have reached the disk.</summary>
    internal void SyncNames() => _folders.SyncNames();

    /// <summary>Removes the folders of rows that are gone.</summary>
    internal void RemoveFolders(List<SnapshotRow> rows)
    {
        foreach (var row in rows)
        {
            _folders.Remove(SnapshotFolders.NameOf(row.Number));
        }
    }

    private static SnapshotRow? ParentRow(MetadataSession session, Digest? parent) =>
        parent is { } chain ? SnapshotRow.Find(session, chain.ToString()) ?? throw NoSuch(chain.ToString()) : null;

    private static NotFoundException NoSuch(string key) => new($"snapshot {key} does not exist");

    private Snapshot Describe(MetadataSession session, SnapshotRow row)
    {
        var below = SnapshotRow.Below(session, row.Parent).ConvertAll(_folders.FilesOf);
        return new()
        {
            Key = row.Key,
            LowerDirectories = row.Writable && below.Count == 0 ? [_folders.Empty()] : below,
            Directory = _folders.FilesOf(row.Number),
            WorkDirectory = row.Writable ? _folders.WorkOf(row.Number) : null,
        };
    }
}
