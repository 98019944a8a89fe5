using Gantry.Harness.Commands;

namespace Gantry.Harness.Guest;

/// <summary>Disk images for guests.</summary>
internal static class GuestDisk
{
    /// <summary>Makes a sparse image of a file system that holds a copy of a directory.</summary>
    public static async Task Make(string directory, string path, int megabytes)
    {
        // No journal: whatever is written to it is forgotten with the guest.
        var make = new Command("mke2fs", "-q", "-t", "ext4", "-O", "^has_journal", "-d", directory, path, $"{megabytes}M")
        {
            Timeout = TimeSpan.FromMinutes(5),
        };
        (await make.Run()).Succeeded();
    }
}
