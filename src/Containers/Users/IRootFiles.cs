using Gantry.Linux;

namespace Gantry.Containers.Users;

/// <summary>The root of a container, to look a file up in: mounted, or still the layers that will be.</summary>
public interface IRootFiles
{
    /// <summary>Opens a regular file for reading as the container would; null where there is none.</summary>
    /// <param name="path">Relative to the root; links in it never lead out.</param>
    FileDescriptor? TryOpen(string path);
}
