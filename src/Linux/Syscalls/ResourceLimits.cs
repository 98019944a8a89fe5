using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

/// <summary>Soft and hard limit of one resource; <see cref="Unlimited"/> is none.</summary>
/// <remarks>The layout is that of <c>struct rlimit64</c>.</remarks>
public readonly record struct LimitPair(ulong Soft, ulong Hard)
{
    /// <summary>RLIM_INFINITY.</summary>
    public const ulong Unlimited = ulong.MaxValue;
}

/// <summary>The resources of getrlimit(2) by their names. x86-64 and arm64 number them alike.</summary>
public static class ResourceLimits
{
    private static readonly string[] Names =
    [
        "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_DATA", "RLIMIT_STACK", "RLIMIT_CORE", "RLIMIT_RSS", "RLIMIT_NPROC", "RLIMIT_NOFILE",
        "RLIMIT_MEMLOCK", "RLIMIT_AS", "RLIMIT_LOCKS", "RLIMIT_SIGPENDING", "RLIMIT_MSGQUEUE", "RLIMIT_NICE", "RLIMIT_RTPRIO", "RLIMIT_RTTIME",
    ];

    /// <summary>The number of a resource, such as 7 for <c>RLIMIT_NOFILE</c>; null for an unknown name.</summary>
    public static int? Find(string name) => Array.IndexOf(Names, name) is var number and >= 0 ? number : null;

    internal static string Name(int resource) => resource < Names.Length ? Names[resource] : $"resource {resource}";
}

public static partial class Kernel
{
    /// <summary>Sets a limit of a process and gives the one it had. A <paramref name="pid"/> of 0 is the caller.</summary>
    /// <exception cref="LinuxException">EPERM: the hard limit would rise, and the caller lacks CAP_SYS_RESOURCE.</exception>
    /// <remarks>prlimit(2)</remarks>
    public static unsafe LimitPair SetResourceLimit(int pid, int resource, LimitPair limit)
    {
        LimitPair old;
        Check(ResourceLimitCall(pid, resource, &limit, &old), "prlimit", ResourceLimits.Name(resource));
        return old;
    }

    public static unsafe LimitPair GetResourceLimit(int pid, int resource)
    {
        LimitPair limit;
        Check(ResourceLimitCall(pid, resource, null, &limit), "prlimit", ResourceLimits.Name(resource));
        return limit;
    }

    // prlimit64 has 64-bit limits on every architecture.
    [LibraryImport("libc", EntryPoint = "prlimit64", SetLastError = true)]
    private static unsafe partial int ResourceLimitCall(int pid, int resource, LimitPair* limit, LimitPair* old);
}
