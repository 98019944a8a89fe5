using System.Collections.Frozen;

namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    // linux/magic.h: proc, sysfs, cgroup, cgroup2, devpts, mqueue, debugfs, tracefs, securityfs, bpf, binfmt_misc, nsfs.
    private static readonly FrozenSet<long> KernelsOwn = new long[]
    {
        0x9fa0, 0x62656572, 0x27e0eb, 0x63677270, 0x1cd1, 0x19800202, 0x64626720, 0x74726163, 0x73636673, 0xcafe4a11, 0x42494e4d, 0x6e736673,
    }.ToFrozenSet();

    /// <summary>Whether an open file lies on a file system that the kernel makes up: what is in it is no one's data, and reading it may block.</summary>
    /// <remarks>statfs(2)</remarks>
    public static unsafe bool IsKernelsOwn(FileDescriptor file)
    {
        const int words = 15;
        var buffer = stackalloc long[words];
        Check(StatFs(file.ProcPath, buffer), "statfs");
        return KernelsOwn.Contains(buffer[0]);
    }

    /// <summary>The path of an open file as the kernel tells it.</summary>
    /// <remarks>proc_pid_fd(5)</remarks>
    public static UnixPath PathOf(FileDescriptor file)
    {
        using var folder = Open("/proc/self/fd", OpenFlags.PathOnly | DirectoryOnly);
        return ReadLinkAt(folder, UnixPath.Of(file.Number.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }
}
