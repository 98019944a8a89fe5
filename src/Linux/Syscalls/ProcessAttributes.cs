using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    /// <summary>Makes this process the leader of a session of its own, if it is not one already.</summary>
    /// <remarks>setsid(2)</remarks>
    public static void StartSession()
    {
        if (SetSessionCall() < 0 && LastErrno != Errno.EPERM)
        {
            throw new LinuxException("setsid", LastErrno);
        }
    }

    /// <summary>Lets a signal do nothing to this process.</summary>
    /// <remarks>signal(2). Survives execve, unless the child is started by <see cref="Processes.Spawn"/>.</remarks>
    public static void IgnoreSignal(Signal signal)
    {
        if (SignalCall((int)signal, 1) == -1)
        {
            throw new LinuxException("signal", LastErrno, signal.ToString());
        }
    }

    /// <summary>Lets a signal do to this process what it does by default.</summary>
    /// <remarks>signal(2)</remarks>
    public static void ResetSignal(Signal signal)
    {
        if (SignalCall((int)signal, 0) == -1)
        {
            throw new LinuxException("signal", LastErrno, signal.ToString());
        }
    }

    /// <summary>Closes this descriptor and every one above it.</summary>
    /// <remarks>close_range(2), Linux 5.9</remarks>
    public static void CloseFrom(int first) => Check(Invoke(SyscallNumber.CloseRange, first, int.MaxValue), "close_range");

    [LibraryImport("libc", EntryPoint = "setsid", SetLastError = true)]
    private static partial int SetSessionCall();

    [LibraryImport("libc", EntryPoint = "signal", SetLastError = true)]
    private static partial nint SignalCall(int signal, nint handler);
}
