using System.Runtime.InteropServices;
using Gantry.Linux;
using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Child;

/// <summary>A process cloned to run a program, with the socket over which it reports.</summary>
internal sealed unsafe partial class ClonedChild : IDisposable
{
    private readonly FileDescriptor _channel;
    private ExitStatus? _status;

    private ClonedChild(int pid, FileDescriptor pidfd, FileDescriptor channel)
    {
        Pid = pid;
        Pidfd = pidfd;
        _channel = channel;
    }

    /// <summary>In this process's pid namespace.</summary>
    public int Pid { get; }

    public FileDescriptor Pidfd { get; }

    /// <summary>Clones the child, which runs the program at once.</summary>
    /// <param name="channel">Our end, and the child's, whose number its program knows.</param>
    /// <param name="cgroup">The cgroup v2 directory that it is born into; null is ours.</param>
    /// <exception cref="LinuxException">clone3 failed.</exception>
    public static ClonedChild Clone(
        ChildProgram program, (FileDescriptor Ours, FileDescriptor Childs) channel, CloneFlags flags, NamespaceFlags namespaces, FileDescriptor? cgroup)
    {
        var pidfd = -1;
        var arguments = new CloneArguments
        {
            Flags = (ulong)(flags | CloneFlags.Pidfd) | (ulong)namespaces | (cgroup is null ? 0 : (ulong)CloneFlags.IntoCgroup),
            Pidfd = (ulong)&pidfd,
            ExitSignal = flags.HasFlag(CloneFlags.Parent) ? 0UL : (ulong)Signal.SIGCHLD,
            Cgroup = cgroup is null ? 0 : (ulong)cgroup.Number,
        };
        var instructions = program.Build();
        var reportTo = channel.Childs.Number;

        // No collection may be under way at the moment of the clone: the child could wait for ever for a thread it does not have. Where there has been none, there is
        // none: the only other thread is the finalizer's, which has had nothing to do yet. To enter a region without collections would itself take one, and lead to another.
        const long someBytes = 64 * 1024;
        var noCollection = GC.CollectionCount(0) > 0 && GC.TryStartNoGCRegion(someBytes);
        var pid = Invoke(SyscallNumber.Clone3, (nint)(&arguments), sizeof(CloneArguments));
        if (pid == 0)
        {
            ChildLoop.Run(instructions, reportTo);
        }

        var errno = Marshal.GetLastSystemError();
        if (noCollection)
        {
            GC.EndNoGCRegion();
        }

        if (pid < 0)
        {
            // The channel stays open: the caller may try again with another group.
            throw new LinuxException("clone3", (Errno)errno);
        }

        channel.Childs.Dispose();
        return new ClonedChild((int)pid, new FileDescriptor(pidfd), channel.Ours);
    }

    /// <summary>Waits for the next report; <see cref="ReportKind.Closed"/> once the program has executed another or is dead.</summary>
    public ChildReport Receive()
    {
        var buffer = new byte[ChildReport.MaxBytes];
        return ChildReport.Parse(buffer.AsSpan(0, Kernel.Read(_channel, buffer)));
    }

    /// <summary>A process that the child has cloned as our child too, and that goes on with the program and the channel; this one only ends.</summary>
    public ClonedChild Successor(int pid) => new(pid, Kernel.PidfdOpen(pid), _channel);

    /// <summary>Lets a child that waits go on.</summary>
    public void Continue() => Send([1]);

    /// <summary>Answers a child that has asked.</summary>
    public void Send(ReadOnlySpan<byte> bytes) => Kernel.Write(_channel, bytes);

    /// <summary>Blocks until the child has ended, and reaps it.</summary>
    public ExitStatus Wait() => _status ??= Kernel.WaitForPidfd(Pidfd);

    public void Kill() => Kernel.TryPidfdSendSignal(Pidfd, Signal.SIGKILL);

    public void Dispose()
    {
        Pidfd.Dispose();
        _channel.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    [SuppressGCTransition]
    private static partial nint Invoke(nint number, nint a, nint b);
}
