using System.Text;
using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;
using Gantry.Linux;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Child;
using Gantry.Runtime.Config;

namespace Gantry.Runtime.Namespaces;

/// <summary>Which users of the host a user namespace's users are.</summary>
/// <remarks>user_namespaces(7)</remarks>
internal static class UserNamespace
{
    /// <summary>The most lines that the kernel takes in one map.</summary>
    private const int MaxMappings = 340;

    /// <summary>Gives the user namespace of a process, new and still without one, its maps.</summary>
    public static void WriteMaps(int pid, IReadOnlyList<IdMapping> users, IReadOnlyList<IdMapping> groups)
    {
        WriteMap($"/proc/{pid}/uid_map", users);
        WriteMap($"/proc/{pid}/gid_map", groups);
    }

    /// <summary>Opens a user namespace that exists only for its maps, for mounts whose owners are to be mapped by them.</summary>
    public static FileDescriptor Make(IReadOnlyList<IdMapping> users, IReadOnlyList<IdMapping> groups)
    {
        using var child = IdleChild.Start(NamespaceFlags.User);
        WriteMaps(child.Pid, users, groups);
        return Kernel.Open($"/proc/{child.Pid}/ns/user", OpenFlags.ReadOnly);
    }

    /// <summary>What a user of the namespace is called outside; null where it is nobody there.</summary>
    public static uint? ToHost(IReadOnlyList<IdMapping> mappings, uint id)
    {
        foreach (var mapping in mappings)
        {
            if (id >= mapping.ContainerId && id - mapping.ContainerId < mapping.Size)
            {
                return mapping.HostId + (id - mapping.ContainerId);
            }
        }

        return null;
    }

    private static void WriteMap(string path, IReadOnlyList<IdMapping> mappings)
    {
        if (mappings.Count > MaxMappings)
        {
            throw new ConfigException("linux.uidMappings", $"{mappings.Count} mappings; the kernel takes {MaxMappings}");
        }

        var lines = new StringBuilder();
        foreach (var mapping in mappings)
        {
            lines.Append(mapping.ContainerId).Append(' ').Append(mapping.HostId).Append(' ').Append(mapping.Size).Append('\n');
        }

        PseudoFile.Write(path, lines.ToString());
    }
}
