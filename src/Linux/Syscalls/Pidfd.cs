namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    /// <summary>A handle of a process, readable by poll once it has ended, that no later process of the same number can take over.</summary>
    /// <exception cref="LinuxException">ESRCH, and where it is being reaped EINVAL: there is no such process.</exception>
    /// <remarks>pidfd_open(2), Linux 5.3</remarks>
    public static FileDescriptor PidfdOpen(int pid) => Open(Invoke(SyscallNumber.PidfdOpen, pid), "pidfd_open", $"pid {pid}");

    /// <summary>As <see cref="PidfdOpen"/>, with null where there is no such process.</summary>
    public static FileDescriptor? TryPidfdOpen(int pid)
    {
        var result = Invoke(SyscallNumber.PidfdOpen, pid);
        return result < 0 && LastErrno is Errno.ESRCH or Errno.EINVAL ? null : Open(result, "pidfd_open", $"pid {pid}");
    }

    /// <summary>Sends a signal to the process that was opened, and to none that took its number.</summary>
    /// <returns>False where it has been reaped. A zombie still takes signals.</returns>
    /// <remarks>pidfd_send_signal(2), Linux 5.1</remarks>
    public static bool TryPidfdSendSignal(FileDescriptor pidfd, Signal signal)
    {
        var result = Invoke(SyscallNumber.PidfdSendSignal, pidfd.Number, (int)signal);
        if (result < 0 && LastErrno == Errno.ESRCH)
        {
            return false;
        }

        Check(result, "pidfd_send_signal", signal.ToString());
        return true;
    }

    /// <summary>A copy of descriptor <paramref name="number"/> of another process, close-on-exec here.</summary>
    /// <remarks>pidfd_getfd(2), Linux 5.6. Needs the right to ptrace that process.</remarks>
    public static FileDescriptor PidfdGetFd(FileDescriptor pidfd, int number) =>
        Open(Invoke(SyscallNumber.PidfdGetFd, pidfd.Number, number), "pidfd_getfd", $"descriptor {number}");
}
