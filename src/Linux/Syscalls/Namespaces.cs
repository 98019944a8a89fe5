using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

/// <summary>Kinds of namespace, as clone3(2), unshare(2) and setns(2) name them.</summary>
/// <remarks>namespaces(7)</remarks>
[Flags]
public enum NamespaceFlags : uint
{
    None = 0,
    Time = 0x80,
    Mount = 0x20000,
    Cgroup = 0x2000000,
    Uts = 0x4000000,
    Ipc = 0x8000000,
    User = 0x10000000,
    Pid = 0x20000000,
    Network = 0x40000000,
}

public static partial class Kernel
{
    /// <summary>Moves the calling thread into a namespace; for pid and time, only children made afterwards.</summary>
    /// <param name="path">Names the namespace in an error.</param>
    /// <remarks>setns(2)</remarks>
    public static void SetNamespace(FileDescriptor descriptor, NamespaceFlags type, string? path = null) =>
        Check(SetNs(descriptor.Number, (int)type), "setns", path);

    /// <summary>Gives the calling thread new namespaces; for pid and time, only children made afterwards.</summary>
    /// <remarks>unshare(2)</remarks>
    public static void Unshare(NamespaceFlags flags) => Check(UnshareCall((int)flags), "unshare");

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNs(int descriptor, int type);

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int UnshareCall(int flags);
}
