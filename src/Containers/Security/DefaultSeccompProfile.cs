using System.Runtime.InteropServices;
using Gantry.Linux;
using Gantry.Linux.Capabilities;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Containers.Security;

/// <summary>
/// The seccomp profile of containers whose user names none: what ordinary programs call, and what the container's capabilities are for.
/// </summary>
/// <remarks>
/// Decided call by call as container engines in wide use do, so that images run; a test lists where we differ from a published one, and
/// why.
/// </remarks>
public static class DefaultSeccompProfile
{
    private const string Allow = "SCMP_ACT_ALLOW";
    private const string Deny = "SCMP_ACT_ERRNO";

    // CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET.
    private const ulong CloneNamespaces = 0x7E020000;

    /// <summary>The profile for one container on one machine.</summary>
    /// <param name="granted">The container's bounding set.</param>
    /// <param name="machine">X64 or Arm64.</param>
    /// <param name="kernel">The running kernel's version.</param>
    public static LinuxSeccomp Build(CapabilitySet granted, Architecture machine, KernelVersion kernel) =>
        new SeccompConditions(granted, machine, kernel).Resolve(Profile)
        ?? throw new InvalidOperationException("the default profile is not empty");

    private static readonly ConditionalSeccompProfile Profile = new()
    {
        DefaultAction = Deny,
        DefaultErrnoRet = (uint)Errno.EPERM,
        ArchitectureMap =
        [
            new ArchitectureFamily { Architecture = "SCMP_ARCH_X86_64", Others = ["SCMP_ARCH_X86", "SCMP_ARCH_X32"] },
            new ArchitectureFamily { Architecture = "SCMP_ARCH_AARCH64", Others = ["SCMP_ARCH_ARM"] },
        ],
        Syscalls =
        [
            new ConditionalSeccompRule { Names = OrdinarySyscalls.Names, Action = Allow },
            .. SocketFamilies.Rules(Allow),
            .. Personalities(),
            .. OfMachines(),
            .. Cloning(),
            .. OfCapabilities(),

            // Before 4.8 a tracer could change a call after the filter had seen it.
            Always("process_vm_readv process_vm_writev ptrace") with { Includes = new SeccompCondition { MinKernel = "4.8" } },
        ],
    };

    private static ConditionalSeccompRule Always(string names) => new() { Names = names.Split(' '), Action = Allow };

    private static ConditionalSeccompRule With(Capability capability, string names) =>
        Always(names) with { Includes = new SeccompCondition { Capabilities = [CapabilityNames.Of(capability)] } };

    // PER_LINUX and PER_LINUX32, each also with UNAME26, and the question which one is set. Others take protections away, as
    // READ_IMPLIES_EXEC does.
    private static IEnumerable<ConditionalSeccompRule> Personalities() =>
        new ulong[] { 0x0, 0x8, 0x20000, 0x20008, 0xffffffff }.Select(
            value => Always("personality") with { Args = [new SeccompArgument { Index = 0, Value = value, Op = "SCMP_CMP_EQ" }] });

    private static IEnumerable<ConditionalSeccompRule> OfMachines()
    {
        var arm = new SeccompCondition { Architectures = ["arm64"] };
        yield return Always("arm_fadvise64_64 arm_sync_file_range sync_file_range2 breakpoint cacheflush set_tls") with { Includes = arm };
        yield return Always("arch_prctl modify_ldt") with { Includes = new SeccompCondition { Architectures = ["amd64"] } };
    }

    // A new user namespace would bring capabilities back that the container was not granted. The flags of clone3 are behind a pointer
    // that no filter can follow, so it does not exist here, and the C library falls back to clone.
    private static IEnumerable<ConditionalSeccompRule> Cloning()
    {
        var administrator = new SeccompCondition { Capabilities = [CapabilityNames.Of(Capability.CAP_SYS_ADMIN)] };
        var noNamespace = new SeccompArgument { Index = 0, Value = CloneNamespaces, ValueTwo = 0, Op = "SCMP_CMP_MASKED_EQ" };
        yield return Always("clone") with { Args = [noNamespace], Excludes = administrator };
        yield return Always("clone3") with { Action = Deny, ErrnoRet = (uint)Errno.ENOSYS, Excludes = administrator };
        yield return With(Capability.CAP_SYS_ADMIN, "clone clone3 setns unshare");
    }

    private static IEnumerable<ConditionalSeccompRule> OfCapabilities() =>
    [
        With(
            Capability.CAP_SYS_ADMIN,
            "bpf fanotify_init fsconfig fsmount fsopen fspick lookup_dcookie lsm_get_self_attr lsm_list_modules lsm_set_self_attr mount "
            + "mount_setattr move_mount open_tree perf_event_open quotactl quotactl_fd setdomainname sethostname syslog umount umount2"),
        With(Capability.CAP_BPF, "bpf"),
        With(Capability.CAP_DAC_READ_SEARCH, "open_by_handle_at"),
        With(Capability.CAP_PERFMON, "perf_event_open"),
        With(Capability.CAP_SYS_BOOT, "reboot"),
        With(Capability.CAP_SYS_CHROOT, "chroot"),
        With(Capability.CAP_SYS_MODULE, "delete_module finit_module init_module"),
        With(Capability.CAP_SYS_NICE, "get_mempolicy mbind set_mempolicy set_mempolicy_home_node"),
        With(Capability.CAP_SYS_PACCT, "acct"),
        With(Capability.CAP_SYS_PTRACE, "kcmp pidfd_getfd process_madvise process_vm_readv process_vm_writev ptrace"),
        With(Capability.CAP_SYS_RAWIO, "ioperm iopl"),
        With(Capability.CAP_SYS_TIME, "clock_settime clock_settime64 settimeofday stime"),
        With(Capability.CAP_SYS_TTY_CONFIG, "vhangup"),
        With(Capability.CAP_SYSLOG, "syslog"),
    ];
}
