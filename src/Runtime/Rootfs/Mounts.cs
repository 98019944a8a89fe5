using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Child;
using Gantry.Runtime.Config;

namespace Gantry.Runtime.Rootfs;

/// <summary>Adds the steps of each mount of a config, in its order.</summary>
internal static class Mounts
{
    /// <summary>What engines such as lxcfs give a container a view of its own of.</summary>
    private static readonly string[] MayBeCovered =
    [
        "/proc/cpuinfo", "/proc/diskstats", "/proc/meminfo", "/proc/stat", "/proc/swaps", "/proc/uptime", "/proc/loadavg", "/proc/slabinfo",
        "/proc/net/dev", "/proc/sys/kernel/ns_last_pid",
    ];

    public static void Add(Creation creation, RootTree root, IReadOnlyList<ContainerMount> mounts)
    {
        // The first may have been the root itself.
        for (var i = mounts is [{ Destination: "/" }, ..] ? 1 : 0; i < mounts.Count; i++)
        {
            var mount = mounts[i];
            creation.Program.Describe(Purpose(mount));
            try
            {
                AddOne(creation, root, mount, MountOptions.Parse(mount.Options ?? []));
            }
            catch (LinuxException e)
            {
                throw Failed(mount, e);
            }
            catch (ConfigException e)
            {
                throw e.Under($"mounts[{i}]");
            }
        }

        creation.Program.Describe(null);
    }

    /// <summary>The error, with the mount that it is about.</summary>
    public static LinuxException Failed(ContainerMount mount, LinuxException error) =>
        new($"{Purpose(mount)}: {error.Call}", error.Errno, error.Path);

    private static string Purpose(ContainerMount mount) =>
        $"error mounting \"{(string.IsNullOrEmpty(mount.Source) ? mount.Type : mount.Source)}\" to rootfs at \"{mount.Destination}\"";

    private static void AddOne(Creation creation, RootTree root, ContainerMount mount, MountOptions options)
    {
        using var place = root.Find(mount.Destination);
        CheckProc(mount, $"/{place.Path}");
        if (options.IsBind || mount.Type == "bind")
        {
            BindMount.Add(creation, root, place.Path, mount, options);
        }
        else if (mount.Type is "cgroup" or "cgroup2")
        {
            CgroupMount.Add(creation, root.Handle, place.Path, options);
            root.Cover(place.Path, null);
        }
        else if (string.IsNullOrEmpty(mount.Type) && options.Propagation != MountPropagation.Unchanged)
        {
            SetPropagation(creation.Program, MountPoint.Open(creation.Program, root.Handle, place.Path, isDirectory: true), options);
        }
        else if (options.CopyUp && mount.Type == "tmpfs")
        {
            CopiedTmpfs.Add(creation, root, place, mount, options);
        }
        else
        {
            FileSystemMount.Add(creation.Program, root.Handle, place, mount, options);
            root.Cover(place.Path, null);
        }
    }

    /// <summary>Refuses what would let the container's own files pass for the kernel's.</summary>
    private static void CheckProc(ContainerMount mount, string place)
    {
        var isProc = place == "/proc";
        var isInside = place.StartsWith("/proc/", StringComparison.Ordinal) && Array.IndexOf(MayBeCovered, place) < 0;
        if ((isProc && mount.Type != "proc" && mount.Source != "/proc") || isInside)
        {
            throw new ConfigException("destination", $"\"{mount.Destination}\" cannot be mounted because it is inside /proc");
        }
    }

    public static void SetPropagation(ChildProgram program, Argument mount, MountOptions options)
    {
        if (options.Propagation != MountPropagation.Unchanged)
        {
            program.SetMountAttributes(mount, new MountChange { Propagation = options.Propagation }, options.PropagationIsRecursive);
        }
    }
}
