using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Instances;

/// <summary>The folder of what does not outlive a boot, stamped with the boot it belongs to.</summary>
public static class RunDirectory
{
    private const string BootIdPath = "/proc/sys/kernel/random/boot_id";
    private const string StampFile = "boot-id";
    private const uint PassableMode = 0b111_001_001;

    /// <summary>Makes the folder, and empties it where it is of another boot.</summary>
    public static void Prepare(Instance instance)
    {
        // Everybody may pass to the sockets, whose own modes decide; nobody else may list.
        Directory.CreateDirectory(Path.Combine(instance.Run, ".."));
        if (!Kernel.TryMakeDirectory(instance.Run, PassableMode, out var errno) && errno != Errno.EEXIST)
        {
            throw new LinuxException("mkdir", errno, instance.Run);
        }

        var link = LinkOf(instance);
        if (instance.Run != link && !Path.Exists(link))
        {
            File.CreateSymbolicLink(link, instance.Run);
        }

        var bootId = File.ReadAllText(BootIdPath);
        var stamp = Path.Combine(instance.Run, StampFile);
        if (!File.Exists(stamp) || File.ReadAllText(stamp) != bootId)
        {
            Empty(instance.Run);
            File.WriteAllText(stamp, bootId);
        }
    }

    /// <summary>Removes it, and the link that stands for it in the root.</summary>
    public static void Remove(Instance instance)
    {
        if (Directory.Exists(instance.Run))
        {
            Directory.Delete(instance.Run, recursive: true);
        }

        // The link alone: a directory of this name is the run directory, and is gone by now.
        File.Delete(LinkOf(instance));
    }

    private static string LinkOf(Instance instance) => Path.Combine(instance.Root, "run");

    private static void Empty(string directory)
    {
        foreach (var entry in new DirectoryInfo(directory).EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo { LinkTarget: null } folder)
            {
                folder.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
    }
}
