using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Child;

internal sealed unsafe partial class ChildProgram
{
    private const int SignalCount = 64;
    private const int SetMask = 2;

    /// <summary>Gives every signal its default disposition and unblocks all: .NET ignores SIGPIPE, and what is ignored stays so over execve.</summary>
    public void ResetSignals()
    {
        // struct kernel_sigaction: handler, flags, restorer, mask; all zero is SIG_DFL.
        var action = (nint)Memory.Take(32);
        for (var signal = 1; signal <= SignalCount; signal++)
        {
            if (signal is not ((int)Signal.SIGKILL or (int)Signal.SIGSTOP))
            {
                Call(SyscallNumber.RtSigAction, "rt_sigaction"u8, 0, signal, action, 0, sizeof(ulong));
            }
        }

        Call(SyscallNumber.RtSigProcMask, "rt_sigprocmask"u8, 0, SetMask, action, 0, sizeof(ulong));
    }

    public Step SetNamespace(Argument descriptor, NamespaceFlags type, string subject) =>
        Call(SyscallNumber.SetNs, "setns"u8, Memory.Text(subject), descriptor, (nint)type);

    public Step Unshare(NamespaceFlags flags, ReadOnlySpan<byte> what) => Call(SyscallNumber.Unshare, what, 0, (nint)flags);

    public Step NewSession() => Call(SyscallNumber.SetSid, "setsid"u8, 0);

    public Step Prctl(int option, Argument a, Argument b, Argument c, ReadOnlySpan<byte> what, string? subject = null) =>
        Call(SyscallNumber.Prctl, what, subject is null ? 0 : Memory.Text(subject), option, a, b, c, 0);

    public Step SetHostname(string name)
    {
        var text = Memory.Text(name);
        return Call(SyscallNumber.SetHostname, "sethostname"u8, text, text, System.Text.Encoding.UTF8.GetByteCount(name));
    }

    public Step SetDomainname(string name)
    {
        var text = Memory.Text(name);
        return Call(SyscallNumber.SetDomainname, "setdomainname"u8, text, text, System.Text.Encoding.UTF8.GetByteCount(name));
    }

    public Step Umask(uint mask) => Call(SyscallNumber.Umask, "umask"u8, 0, (nint)mask);

    /// <summary>Forks: zero in the slot of the new process, its pid in the caller's.</summary>
    public Step Clone(ulong flags, Slot pid)
    {
        const int childExits = 17; // SIGCHLD
        var arguments = (ulong*)Memory.Take(sizeof(CloneArguments));
        *(CloneArguments*)arguments = new CloneArguments { Flags = flags, ExitSignal = (flags & (ulong)CloneFlags.Parent) != 0 ? 0UL : childExits };
        return Call(SyscallNumber.Clone3, "clone3"u8, 0, (nint)arguments, sizeof(CloneArguments)).Into(pid);
    }

    /// <summary>Ends this process without a word.</summary>
    public Step Exit(int status) => Call(SyscallNumber.ExitGroup, "exit_group"u8, 0, status);

    public Step Execute(string path, nint arguments, nint environment, string subject) =>
        Call(SyscallNumber.ExecVe, "exec"u8, Memory.Text(subject), Memory.Text(path), arguments, environment);
}
