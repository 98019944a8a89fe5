namespace Gantry.Containers.Snapshots;

/// <summary>A layer, or the writable top of one container: a folder on disk and what lies below it.</summary>
public sealed record Snapshot
{
    /// <summary>A chain id for a layer, the owner's own key for a writable one.</summary>
    public required string Key { get; init; }

    /// <summary>The folders of the layers below, the topmost first.</summary>
    public required IReadOnlyList<string> LowerDirectories { get; init; }

    /// <summary>Where the snapshot's own files are.</summary>
    public required string Directory { get; init; }

    /// <summary>overlayfs' scratch folder beside it; null for a layer, which is never written again.</summary>
    public string? WorkDirectory { get; init; }

    /// <summary>The options of an overlay mount that shows this snapshot on what lies below it.</summary>
    public IReadOnlyList<string> MountOptions => throw new NotSupportedException();
}
