using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Config;
using Gantry.Runtime.Namespaces;

namespace Gantry.Runtime.Rootfs;

/// <summary>Gives a detached mount other owners: those that a user namespace's maps make of the ones on disk.</summary>
/// <remarks>mount_setattr(2) "ID-mapped mounts", Linux 5.12</remarks>
internal static class IdMappedMount
{
    public static void Apply(FileDescriptor tree, ContainerMount mount, MountOptions options, string source)
    {
        if (mount.UidMappings is not { Count: > 0 } users || mount.GidMappings is not { Count: > 0 } groups)
        {
            throw new ConfigException("uidMappings", "an idmapped mount needs uidMappings and gidMappings of its own");
        }

        using var userNamespace = UserNamespace.Make(users, groups);
        var change = new MountChange { Set = MountAttributes.IdMap, UserNamespace = (ulong)userNamespace.Number };
        Kernel.SetMountAttributes(tree, change, options.IsRecursivelyIdMapped, source);
    }
}
