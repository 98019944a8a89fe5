using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Seccomp;

namespace Gantry.Runtime.Tests.Seccomp;

/// <summary>What this machine's kernel makes of compiled filters.</summary>
public sealed class SeccompKernelTests
{
    private const int NoSuchCall = 9999;
    private static readonly int GetPpid = SyscallNumber.Write == 64 ? 173 : 110;

    // What a thread of .NET calls while it works and when it ends.
    private static readonly string[] ThreadCalls =
    [
        "brk", "clock_gettime", "clock_nanosleep", "close", "exit", "fcntl", "futex", "getpid", "gettid", "madvise", "membarrier", "mmap", "mprotect",
        "munmap", "nanosleep", "openat", "prctl", "read", "rseq", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sched_getaffinity", "sched_yield",
        "set_robust_list", "sigaltstack", "tgkill", "write", "landlock_create_ruleset",
    ];

    [Fact]
    public async Task A_denied_call_fails_with_the_profiles_errno_and_others_go_on()
    {
        var filter = Compile(new LinuxSeccomp
        {
            DefaultAction = "SCMP_ACT_ALLOW",
            Syscalls = [new SeccompRule { Names = ["getppid"], Action = "SCMP_ACT_ERRNO", ErrnoRet = (uint)Errno.EXDEV }],
        });

        var (denied, allowed) = await FilteredThread.Run(filter, _ => (FilteredThread.Call(GetPpid), FilteredThread.Call(SyscallNumber.Umask, 0x12)));

        Assert.Equal(-(long)Errno.EXDEV, denied);
        Assert.True(allowed >= 0);
    }

    [Fact]
    public async Task Under_a_profile_of_allowed_calls_the_rest_is_not_permitted_and_the_future_is_not_implemented()
    {
        var filter = Compile(new LinuxSeccomp
        {
            DefaultAction = "SCMP_ACT_ERRNO",
            Architectures = ["SCMP_ARCH_X86_64", "SCMP_ARCH_AARCH64"],
            Syscalls = [new SeccompRule { Names = ThreadCalls, Action = "SCMP_ACT_ALLOW" }],
        });

        var (old, future, allowed) = await FilteredThread.Run(
            filter, _ => (FilteredThread.Call(GetPpid), FilteredThread.Call(NoSuchCall), FilteredThread.Call(SyscallNumber.Close, 1 << 20)));

        Assert.Equal(-(long)Errno.EPERM, old);
        Assert.Equal(-(long)Errno.ENOSYS, future);
        Assert.Equal(-(long)Errno.EBADF, allowed);
    }

    [Theory]
    [InlineData("SECCOMP_FILTER_FLAG_LOG")]
    [InlineData("SECCOMP_FILTER_FLAG_SPEC_ALLOW")]
    [InlineData("SECCOMP_FILTER_FLAG_TSYNC")]
    public async Task The_kernel_takes_each_flag(string flag)
    {
        var filter = Compile(new LinuxSeccomp { DefaultAction = "SCMP_ACT_ALLOW", Flags = [flag] });

        Assert.Equal(0, await FilteredThread.Run(filter, result => result));
    }

    private static CompiledSeccomp Compile(LinuxSeccomp profile) => SeccompProfile.Compile(profile) ?? throw new InvalidOperationException("empty");
}
