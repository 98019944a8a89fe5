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
    /// <param name="instance">Whose.</param>
    /// <param name="keep">The paths of sockets that were bound there, in this boot, before anybody else came.</param>
    public static void Prepare(Instance instance, IReadOnlyCollection<string> keep)
    {
        // Everybody may pass to the sockets, whose own modes decide; nobody else may list.
        Directory.CreateDirectory(Path.Combine(instance.Run, ".."));
        if (!Kernel.TryMakeDirectory(instance.Run, PassableMode, out var errno) && errno != Errno.EEXIST)
        {
            throw new LinuxException("mkdir", errno, instance.Run);
        }

        Link(instance);
        var bootId = File.ReadAllText(BootIdPath);
        var stamp = Path.Combine(instance.Run, StampFile);
        if (!File.Exists(stamp) || File.ReadAllText(stamp) != bootId)
        {
            Empty(instance, keep);
            File.WriteAllText(stamp, bootId);
        }
    }

    /// <summary>Removes it, and the link that stands for it in the root.</summary>
    public static void Remove(Instance instance)
    {
        if (Directory.Exists(instance.Run))
        {
            Empty(instance, keep: []);
            if (!Kernel.TryRemoveDirectory(instance.Run, out var errno) && errno != Errno.ENOTEMPTY)
            {
                throw new LinuxException("rmdir", errno, instance.Run);
            }
        }

        if (instance.Run != LinkOf(instance))
        {
            File.Delete(LinkOf(instance));
        }
    }

    // Another's, or of a root that was moved here from where its path was shorter: it led nowhere else.
    private static void Link(Instance instance)
    {
        var link = LinkOf(instance);
        if (instance.Run == link || instance.Root == Instance.DefaultRoot || new DirectoryInfo(link).LinkTarget == instance.Run)
        {
            return;
        }

        if (new DirectoryInfo(link) is { LinkTarget: null, Exists: true } folder)
        {
            folder.Delete(recursive: true);
        }

        File.Delete(link);
        File.CreateSymbolicLink(link, instance.Run);
    }

    private static string LinkOf(Instance instance) => Path.Combine(instance.Root, "run");

    private static void Empty(Instance instance, IReadOnlyCollection<string> keep)
    {
        foreach (var entry in new DirectoryInfo(instance.Run).EnumerateFileSystemInfos())
        {
            if (keep.Contains(entry.FullName) || instance.MayBeAnothers(entry.Name))
            {
                continue;
            }

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
