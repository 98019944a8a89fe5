using Gantry.Linux.Capabilities;

namespace Gantry.Containers.Tests.Security;

/// <summary>Which of two profiles lets more of a call through.</summary>
internal enum Difference
{
    OnlyOursAllows,
    OnlyTheirsAllows,
    OtherConditions,
}

/// <summary>A difference between our default profile and the published one, and why it is meant.</summary>
/// <param name="Calls">Names, with spaces between.</param>
/// <param name="Kind">What differs.</param>
/// <param name="When">For which granted capabilities it is there; for others it must not be.</param>
/// <param name="Why">A sentence for the reader.</param>
internal sealed record ListedDifference(string Calls, Difference Kind, Predicate<CapabilitySet> When, string Why)
{
    public static IReadOnlyList<ListedDifference> All { get; } =
    [
        new(
            "fsconfig fsmount fsopen fspick mount mount_setattr move_mount open_tree setns umount umount2 unshare clone3",
            Difference.OnlyTheirsAllows,
            Without(Capability.CAP_SYS_ADMIN),
            "Podman lets any container make user namespaces, and mount in them, so as to nest itself. A new user namespace opens much of the kernel to unprivileged programs."),
        new("clone", Difference.OtherConditions, Without(Capability.CAP_SYS_ADMIN), "The same: clone is open only without the flags for namespaces."),
        new("pivot_root", Difference.OnlyTheirsAllows, Always, "The same: it is of use only to who can mount."),
        new("keyctl", Difference.OnlyTheirsAllows, Always, "Keyrings do not belong to a namespace: containers of one user would see each other's keys."),
        new(
            "get_mempolicy mbind set_mempolicy",
            Difference.OnlyTheirsAllows,
            Without(Capability.CAP_SYS_NICE),
            "Memory policies bind a neighbour's NUMA nodes: they come with CAP_SYS_NICE."),
        new("pidfd_getfd", Difference.OnlyTheirsAllows, Without(Capability.CAP_SYS_PTRACE), "It takes descriptors from other processes: it comes with ptrace."),
        new("reboot", Difference.OnlyTheirsAllows, Without(Capability.CAP_SYS_BOOT), "The kernel refuses it without the capability anyway."),
        new(
            "syslog",
            Difference.OnlyTheirsAllows,
            granted => !granted.Contains(Capability.CAP_SYS_ADMIN) && !granted.Contains(Capability.CAP_SYSLOG),
            "The kernel's log is the host's, and open to everybody where dmesg_restrict is 0."),
        new(
            "readdir sigaction signal sigpending sigsuspend",
            Difference.OnlyTheirsAllows,
            Always,
            "Calls of 32-bit programs that C libraries have not made since their 64-bit successors came."),
        new("syscall timerfd", Difference.OnlyTheirsAllows, Always, "No kernel of our architectures has calls of these names."),
        new("query_module", Difference.OnlyTheirsAllows, With(Capability.CAP_SYS_MODULE), "Gone since Linux 2.6."),
        new(
            "cachestat fchmodat2 futex_requeue futex_wait futex_waitv futex_wake getxattrat listmount listxattrat map_shadow_stack mseal removexattrat setxattrat "
            + "statmount uretprobe",
            Difference.OnlyOursAllows,
            Always,
            "Newer than the published profile."),
        new("lsm_get_self_attr lsm_list_modules lsm_set_self_attr quotactl_fd", Difference.OnlyOursAllows, With(Capability.CAP_SYS_ADMIN), "Newer than the published profile."),
        new("set_mempolicy_home_node", Difference.OnlyOursAllows, With(Capability.CAP_SYS_NICE), "Newer than the published profile."),
        new(
            "bpf",
            Difference.OnlyOursAllows,
            granted => granted.Contains(Capability.CAP_BPF) && !granted.Contains(Capability.CAP_SYS_ADMIN),
            "CAP_BPF was split off CAP_SYS_ADMIN in Linux 5.8; the published profile does not know it."),
        new(
            "perf_event_open",
            Difference.OnlyOursAllows,
            granted => granted.Contains(Capability.CAP_PERFMON) && !granted.Contains(Capability.CAP_SYS_ADMIN),
            "As bpf, with CAP_PERFMON."),
        new("io_pgetevents io_pgetevents_time64", Difference.OnlyOursAllows, Always, "io_getevents with a signal mask: no more dangerous than that."),
        new("vmsplice", Difference.OnlyOursAllows, Always, "Programs that move pipes by pages need it, and Docker has it open."),
        new(
            "socket",
            Difference.OtherConditions,
            Always,
            "Ours closes AF_VSOCK, AF_ALG and dead families. Theirs hides netlink's audit protocol, where CAP_AUDIT_WRITE is missing, for the sake of programs "
            + "that read EINVAL as a kernel without audit; Docker does not."),
    ];

    private static bool Always(CapabilitySet granted) => true;

    private static Predicate<CapabilitySet> With(Capability capability) => granted => granted.Contains(capability);

    private static Predicate<CapabilitySet> Without(Capability capability) => granted => !granted.Contains(capability);
}
