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
    public static void Apply(FileDescriptor tree, ContainerMount mount, LinuxConfig? container, bool recursive, string source)
    {
        // A mount without maps of its own takes the container's.
        var users = mount.UidMappings is { Count: > 0 } ? mount.UidMappings : container?.UidMappings;
        var groups = mount.GidMappings is { Count: > 0 } ? mount.GidMappings : container?.GidMappings;
        if (users is not { Count: > 0 } || groups is not { Count: > 0 })
        {
            throw new ConfigException("uidMappings", "an idmapped mount needs uidMappings and gidMappings, its own or the container's");
        }

        using var userNamespace = UserNamespace.Make(users, groups);
        var change = new MountChange { Set = MountAttributes.IdMap, UserNamespace = (ulong)userNamespace.Number };
        Kernel.SetMountAttributes(tree, change, recursive, source);
    }
}
