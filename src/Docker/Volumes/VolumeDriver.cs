using Gantry.Containers;

namespace Gantry.Docker.Volumes;

/// <summary>The one driver of volumes that there is.</summary>
internal static class VolumeDriver
{
    /// <exception cref="NotFoundException">It is another.</exception>
    public static void Check(string? name)
    {
        if (name is { Length: > 0 } and not "local")
        {
            throw new NotFoundException($"error looking up volume plugin {name}: plugin \"{name}\" not found");
        }
    }
}
