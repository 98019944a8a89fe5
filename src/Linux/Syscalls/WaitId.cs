using System.Runtime.InteropServices;
using Gantry.Linux.Processes;

namespace Gantry.Linux.Syscalls;

/// <summary>How waitid(2) waits.</summary>
[Flags]
public enum WaitOptions
{
    None = 0,

    /// <summary>Only looks.</summary>
    NoHang = 0x1,

    /// <summary>Leaves the child a zombie, to be waited for again.</summary>
    NoWait = 0x1000000,
}

public static partial class Kernel
{
    private const int AnyChild = 0;
    private const int ByPid = 1;
    private const int ByPidfd = 3;
    private const int Exited = 0x4;

    /// <summary>Waits for the child behind a pidfd and reaps it.</summary>
    /// <exception cref="LinuxException">ECHILD: it is no child of ours, or has been reaped.</exception>
    /// <remarks>waitid(2) with P_PIDFD, Linux 5.4</remarks>
    public static ExitStatus WaitForPidfd(FileDescriptor pidfd) => WaitFor(ByPidfd, pidfd.Number, "pidfd");

    /// <summary>Waits for one child and reaps it.</summary>
    /// <exception cref="LinuxException">ECHILD: it is no child of ours, or has been reaped.</exception>
    public static ExitStatus WaitForChild(int pid) => WaitFor(ByPid, pid, $"pid {pid}");

    /// <summary>Waits for whichever child ends next.</summary>
    /// <returns>Null where there is no child at all, or, with <see cref="WaitOptions.NoHang"/>, none that has ended.</returns>
    public static Reaped? TryWaitForAnyChild(WaitOptions options = WaitOptions.None) =>
        TryWait(AnyChild, 0, options, out var errno) ?? (errno is Errno.None or Errno.ECHILD ? null : throw new LinuxException("waitid", errno));

    private static ExitStatus WaitFor(int idType, int id, string name) =>
        TryWait(idType, id, WaitOptions.None, out var errno)?.Status ?? throw new LinuxException("waitid", errno, name);

    private static unsafe Reaped? TryWait(int idType, int id, WaitOptions options, out Errno errno)
    {
        var info = default(ChildInfo);
        int result;
        do
        {
            result = WaitId(idType, id, &info, (int)options | Exited);
            errno = result < 0 ? LastErrno : Errno.None;
        }
        while (errno == Errno.EINTR);
        return errno == Errno.None && info.Pid != 0 ? new Reaped(info.Pid, ExitStatus.From(info.Code, info.Status)) : null;
    }

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    private static unsafe partial int WaitId(int idType, int id, ChildInfo* info, int options);

    // The part of siginfo_t that SIGCHLD uses; the whole is 128 bytes.
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct ChildInfo
    {
        [FieldOffset(8)]
        public int Code;

        [FieldOffset(16)]
        public int Pid;

        [FieldOffset(24)]
        public int Status;
    }
}
