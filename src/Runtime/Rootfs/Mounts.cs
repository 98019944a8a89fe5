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

    public static void Add(Creation creation, Slot root, IReadOnlyList<ContainerMount> mounts)
    {
        for (var i = 0; i < mounts.Count; i++)
        {
            var mount = mounts[i];
            creation.Program.Describe($"error mounting \"{mount.Source ?? mount.Type}\" to rootfs at \"{mount.Destination}\"");
            try
            {
                AddOne(creation, root, mount, MountOptions.Parse(mount.Options ?? []));
            }
            catch (LinuxException e)
            {
                throw new LinuxException($"error mounting \"{mount.Source}\" to rootfs at \"{mount.Destination}\": {e.Call}", e.Errno, e.Path);
            }
            catch (ConfigException e)
            {
                throw e.Under($"mounts[{i}]");
            }
        }

        creation.Program.Describe(null);
    }

    private static void AddOne(Creation creation, Slot root, ContainerMount mount, MountOptions options)
    {
        CheckProc(mount);
        if (options.IsBind || mount.Type == "bind")
        {
            BindMount.Add(creation, root, mount, options);
        }
        else if (mount.Type is "cgroup" or "cgroup2")
        {
            CgroupMount.Add(creation, root, mount, options);
        }
        else if (string.IsNullOrEmpty(mount.Type) && options.Propagation != MountPropagation.Unchanged)
        {
            SetPropagation(creation.Program, MountPoint.Open(creation.Program, root, mount.Destination, isDirectory: true), options);
        }
        else
        {
            FileSystemMount.Add(creation, root, mount, options);
        }
    }

    /// <summary>Refuses what would let the container's own files pass for the kernel's.</summary>
    private static void CheckProc(ContainerMount mount)
    {
        var destination = Path.GetFullPath(mount.Destination);
        var isProc = destination == "/proc";
        var isInside = destination.StartsWith("/proc/", StringComparison.Ordinal) && Array.IndexOf(MayBeCovered, destination) < 0;
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
