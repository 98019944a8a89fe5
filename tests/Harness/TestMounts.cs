using Gantry.Harness.Commands;

namespace Gantry.Harness;

/// <summary>Mounts that a test, or what it drove, left behind.</summary>
public static class TestMounts
{
    /// <summary>The mount points at or below a directory, the deepest last.</summary>
    public static IReadOnlyList<string> Below(string directory) =>
    [
        .. File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')[4])
            .Where(point => point == directory || point.StartsWith(directory + "/", StringComparison.Ordinal)),
    ];

    public static async Task DetachBelow(string directory)
    {
        foreach (var point in Below(directory).Reverse())
        {
            (await Programs.Run("umount", "--lazy", point)).Succeeded();
        }
    }
}
