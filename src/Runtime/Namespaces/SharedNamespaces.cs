using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Namespaces;

/// <summary>Compares this process's namespaces with another's.</summary>
internal static class SharedNamespaces
{
    /// <summary>The kinds in which the two differ. To join one's own user namespace would fail, and the others would be work for nothing.</summary>
    public static NamespaceFlags DifferingFrom(int pid)
    {
        var differing = NamespaceFlags.None;
        foreach (var (_, name, flag) in NamespaceTypes.All)
        {
            if (Kernel.Status($"/proc/self/ns/{name}").Inode != Kernel.Status($"/proc/{pid}/ns/{name}").Inode)
            {
                differing |= flag;
            }
        }

        return differing;
    }
}
