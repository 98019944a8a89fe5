using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Processes;

/// <summary>A child of this process that nobody else reaps.</summary>
public sealed record ChildProcess(int Pid, FileDescriptor Pidfd) : IDisposable
{
    /// <summary>Blocks until the child has ended, and reaps it.</summary>
    public ExitStatus Wait() => Kernel.WaitForPidfd(Pidfd);

    /// <summary>Sends a signal; false where the child has been reaped.</summary>
    public bool TrySignal(Signal signal) => Kernel.TryPidfdSendSignal(Pidfd, signal);

    public void Dispose() => Pidfd.Dispose();
}
