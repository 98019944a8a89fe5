namespace Gantry.Containers.Lifecycle;

public enum MountKind
{
    /// <summary>A file or folder of the host.</summary>
    Bind = 0,

    /// <summary>A folder that Gantry keeps under a name.</summary>
    Volume = 1,

    /// <summary>A file system in memory.</summary>
    Tmpfs = 2,
}

/// <summary>Something mounted into a container beside what every container has.</summary>
public sealed record MountSpec
{
    public required MountKind Kind { get; init; }

    /// <summary>A path on the host, or a volume's name; empty for memory.</summary>
    public string Source { get; init; } = "";

    /// <summary>An absolute path in the container.</summary>
    public required string Target { get; init; }

    public bool ReadOnly { get; init; }

    /// <summary>What lies below a read-only mount stays writable where its own mount is.</summary>
    public bool ReadOnlyTopOnly { get; init; }

    /// <summary>private, slave, shared, or one of them with an r in front; empty means rprivate.</summary>
    public string Propagation { get; init; } = "";

    /// <summary>What is mounted below the source is left out.</summary>
    public bool TopOnly { get; init; }

    /// <summary>Make the host's folder where it is missing.</summary>
    public bool CreateSource { get; init; }

    /// <summary>The volume starts as a copy of what the image has at the target, unless it has content already.</summary>
    public bool CopyUp { get; init; }

    /// <summary>The volume was made for this container and goes with it.</summary>
    public bool Anonymous { get; init; }

    /// <summary>A folder in the volume, relative to it; empty is the volume itself.</summary>
    public string Subpath { get; init; } = "";

    /// <summary>Of a volume that is made for this mount; null where there are none.</summary>
    public IReadOnlyDictionary<string, string>? VolumeLabels { get; init; }

    /// <summary>The driver's, of a volume that is made for this mount; null where there are none.</summary>
    public IReadOnlyDictionary<string, string>? VolumeOptions { get; init; }

    /// <summary>Further mount options, such as <c>size=64m</c> of a file system in memory.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];
}
