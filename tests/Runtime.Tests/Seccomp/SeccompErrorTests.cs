using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Seccomp;

namespace Gantry.Runtime.Tests.Seccomp;

public sealed class SeccompErrorTests
{
    private static readonly LinuxSeccomp Valid = new()
    {
        DefaultAction = "SCMP_ACT_ALLOW",
        Syscalls = [new SeccompRule { Names = ["read"], Action = "SCMP_ACT_ALLOW" }, new SeccompRule { Names = ["bpf"], Action = "SCMP_ACT_ERRNO" }],
    };

    [Theory]
    [InlineData("SCMP_ACT_FOO", "linux.seccomp.syscalls[1].action: unknown action SCMP_ACT_FOO")]
    [InlineData("", "linux.seccomp.syscalls[1].action: is missing")]
    public void An_unknown_action_is_named_with_its_field(string action, string message) =>
        Fails(WithRule(new SeccompRule { Names = ["bpf"], Action = action }), message);

    [Fact]
    public void An_unknown_default_action_is_named() =>
        Fails(Valid with { DefaultAction = "ALLOW" }, "linux.seccomp.defaultAction: unknown action ALLOW");

    [Fact]
    public void An_unknown_architecture_is_named() =>
        Fails(Valid with { Architectures = ["SCMP_ARCH_X86_64", "SCMP_ARCH_PDP11"] }, "linux.seccomp.architectures[1]: unknown architecture SCMP_ARCH_PDP11");

    [Fact]
    public void An_architecture_of_the_other_byte_order_is_refused() =>
        Fails(
            Valid with { Architectures = ["SCMP_ARCH_S390X"] },
            "linux.seccomp: seccomp_arch_add linux.seccomp.architectures[0]: numerical argument out of domain");

    [Fact]
    public void An_unknown_flag_is_named() =>
        Fails(Valid with { Flags = ["SECCOMP_FILTER_FLAG_LOG", "FAST"] }, "linux.seccomp.flags[1]: unknown flag FAST");

    [Fact]
    public void An_unknown_operator_is_named() =>
        Fails(WithArgument(new SeccompArgument { Op = "SCMP_CMP_ODD" }), "linux.seccomp.syscalls[1].args[0].op: unknown operator SCMP_CMP_ODD");

    [Fact]
    public void A_seventh_argument_is_refused() =>
        Fails(
            WithArgument(new SeccompArgument { Op = "SCMP_CMP_EQ", Index = 6 }),
            "linux.seccomp.syscalls[1].args[0].index: 6 is no argument: they are 0 to 5");

    [Fact]
    public void An_errno_that_the_kernel_cannot_return_is_refused() =>
        Fails(
            WithRule(new SeccompRule { Names = ["bpf"], Action = "SCMP_ACT_ERRNO", ErrnoRet = 4096 }),
            "linux.seccomp.syscalls[1].errnoRet: 4096 is no error number: the highest is 4095");

    [Fact]
    public void Notification_by_default_or_of_write_would_hang_and_is_refused()
    {
        Fails(
            Valid with { DefaultAction = "SCMP_ACT_NOTIFY" },
            "linux.seccomp.defaultAction: SCMP_ACT_NOTIFY cannot be the default action: the container could not report its listener");
        Fails(
            WithRule(new SeccompRule { Names = ["read", "write"], Action = "SCMP_ACT_NOTIFY" }),
            "linux.seccomp.syscalls[1].action: SCMP_ACT_NOTIFY cannot be used for the write syscall: the container could not report its listener");
    }

    [Fact]
    public void Notification_without_a_listener_is_refused() =>
        Fails(
            WithRule(new SeccompRule { Names = ["bpf"], Action = "SCMP_ACT_NOTIFY" }),
            "linux.seccomp.listenerPath: a rule with SCMP_ACT_NOTIFY needs it");

    [Fact]
    public void Waiting_for_a_listener_that_is_not_there_is_refused() =>
        Fails(
            Valid with { Flags = ["SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"] },
            "linux.seccomp.flags: SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV needs a rule with SCMP_ACT_NOTIFY");

    [Fact]
    public void A_filter_longer_than_the_kernel_takes_is_refused()
    {
        var arguments = Enumerable.Range(1, 3000).Select(value => new SeccompArgument { Op = "SCMP_CMP_EQ", Value = (ulong)value << 32 | (uint)value });

        var error = Assert.Throws<SeccompException>(
            () => SeccompProfile.Compile(WithRule(new SeccompRule { Names = ["bpf"], Action = "SCMP_ACT_ERRNO", Args = [.. arguments] })));

        Assert.Matches("^linux.seccomp: the filter has [0-9]+ instructions, and the kernel takes 4096$", error.Message);
    }

    private static LinuxSeccomp WithRule(SeccompRule rule) => Valid with { Syscalls = [.. Valid.Syscalls!.Take(1), rule] };

    private static LinuxSeccomp WithArgument(SeccompArgument argument) =>
        WithRule(new SeccompRule { Names = ["bpf"], Action = "SCMP_ACT_ERRNO", Args = [argument] });

    private static void Fails(LinuxSeccomp profile, string message) =>
        Assert.Equal(message, Assert.Throws<SeccompException>(() => SeccompProfile.Compile(profile)).Message);
}
