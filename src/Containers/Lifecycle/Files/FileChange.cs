using Gantry.Linux;

namespace Gantry.Containers.Lifecycle.Files;

/// <summary>What has become of a file since the container was made.</summary>
public enum FileChangeKind
{
    Modified = 0,
    Added = 1,
    Deleted = 2,
}

/// <summary>One file that differs from the image's.</summary>
/// <param name="Path">From the container's root.</param>
/// <param name="Kind">How.</param>
public sealed record FileChange(UnixPath Path, FileChangeKind Kind);
