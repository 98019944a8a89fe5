using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Child;
using Gantry.Runtime.Config;

namespace Gantry.Runtime.Rootfs;

/// <summary>Adds the steps of each mount of a config, in its order.</summary>
internal static class Mounts
{
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

    public static void SetPropagation(ChildProgram program, Argument mount, MountOptions options)
    {
        if (options.Propagation != MountPropagation.Unchanged)
        {
            program.SetMountAttributes(mount, new MountChange { Propagation = options.Propagation }, options.PropagationIsRecursive);
        }
    }
}
