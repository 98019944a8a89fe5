namespace Gantry.Containers.Snapshots;

/// <summary>A layer, or the writable top of one container: a folder on disk and what lies below it.</summary>
public sealed record Snapshot
{
    /// <summary>A chain id for a layer, the owner's own key for a writable one.</summary>
    public required string Key { get; init; }

    /// <summary>The folders of the layers below, the topmost first; never empty for a writable snapshot.</summary>
    public required IReadOnlyList<string> LowerDirectories { get; init; }

    /// <summary>Where the snapshot's own files are.</summary>
    public required string Directory { get; init; }

    /// <summary>overlayfs' scratch folder beside it; null for a layer, which is never written again.</summary>
    public string? WorkDirectory { get; init; }

    /// <summary>All folders that together are the file system, the topmost first.</summary>
    public IReadOnlyList<string> Directories => [Directory, .. LowerDirectories];

    /// <summary>The options of an overlay mount that shows a writable snapshot on what lies below it.</summary>
    /// <remarks>
    /// kernel overlayfs.rst. What the last three switch off would leave files in the upper folder that mean something only to this very mount,
    /// so that the changes could not be read off it.
    /// </remarks>
    public IReadOnlyList<string> MountOptions =>
    [
        $"lowerdir={string.Join(':', LowerDirectories)}",
        $"upperdir={Directory}",
        $"workdir={WorkDirectory ?? throw new InvalidOperationException("a layer is not mounted for writing")}",
        "index=off",
        "redirect_dir=off",
        "metacopy=off",
    ];
}
