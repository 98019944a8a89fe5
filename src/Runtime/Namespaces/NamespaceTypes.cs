using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Namespaces;

/// <summary>The kinds of namespace by the specification's names, and by those in /proc/PID/ns.</summary>
internal static class NamespaceTypes
{
    public static IReadOnlyList<(string Name, string ProcName, NamespaceFlags Flag)> All { get; } =
    [
        ("user", "user", NamespaceFlags.User),
        ("mount", "mnt", NamespaceFlags.Mount),
        ("network", "net", NamespaceFlags.Network),
        ("pid", "pid", NamespaceFlags.Pid),
        ("ipc", "ipc", NamespaceFlags.Ipc),
        ("uts", "uts", NamespaceFlags.Uts),
        ("cgroup", "cgroup", NamespaceFlags.Cgroup),
        ("time", "time", NamespaceFlags.Time),
    ];

    public static NamespaceFlags? Find(string name)
    {
        foreach (var type in All)
        {
            if (type.Name == name)
            {
                return type.Flag;
            }
        }

        return null;
    }
}
