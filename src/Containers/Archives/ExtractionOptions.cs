namespace Gantry.Containers.Archives;

/// <summary>How to unpack an archive.</summary>
public sealed record ExtractionOptions
{
    public ExtractionLimits Limits { get; init; } = ExtractionLimits.Default;

    /// <summary>Make device files; otherwise an archive with one is refused.</summary>
    public bool AllowDevices { get; init; }

    /// <summary>
    /// The archive is a layer: <c>.wh.</c> names become what overlayfs takes for them. Otherwise they are names like any other.
    /// </summary>
    public bool IsLayer { get; init; }

    /// <summary>The directory below the root that names are relative to, without links in it; empty for the root.</summary>
    public Linux.UnixPath Base { get; init; }

    /// <summary>An entry for the root, or the base, says nothing of it: what is there is to stay as it is.</summary>
    public bool KeepRoot { get; init; }

    /// <summary>A directory is not replaced by anything else, nor anything else by a directory.</summary>
    public bool KeepKinds { get; init; }

    /// <summary>Whose everything is to be; null leaves that to the archive.</summary>
    public (uint Uid, uint Gid)? Owner { get; init; }
}

/// <summary>What was unpacked.</summary>
/// <param name="Entries">Entries of the archive, and directories made because the archive left them out.</param>
/// <param name="Bytes">Content of the regular files, holes included.</param>
/// <param name="HasRoot">The archive said what the root itself is to look like.</param>
public sealed record ExtractionSummary(long Entries, long Bytes, bool HasRoot);
