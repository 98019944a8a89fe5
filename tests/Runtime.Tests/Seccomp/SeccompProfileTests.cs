using Gantry.Linux.Seccomp;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Seccomp;

namespace Gantry.Runtime.Tests.Seccomp;

public sealed class SeccompProfileTests
{
    private const int GetPpid = 110;
    private const int Socket = 41;
    private const int Clone = 56;

    [Theory]
    [InlineData("SCMP_ACT_KILL", 0x00000000u)]
    [InlineData("SCMP_ACT_KILL_THREAD", 0x00000000u)]
    [InlineData("SCMP_ACT_KILL_PROCESS", 0x80000000u)]
    [InlineData("SCMP_ACT_TRAP", 0x00030000u)]
    [InlineData("SCMP_ACT_ERRNO", 0x00050001u)]
    [InlineData("SCMP_ACT_TRACE", 0x7ff00001u)]
    [InlineData("SCMP_ACT_LOG", 0x7ffc0000u)]
    [InlineData("SCMP_ACT_NOTIFY", 0x7fc00000u)]
    public void Each_action_becomes_its_return_value(string action, uint value)
    {
        var filter = Compile(Allowing(new SeccompRule { Names = ["getppid"], Action = action }) with { ListenerPath = "/run/agent" });

        Assert.Equal(value, BpfMachine.Run(filter.Program, BpfMachine.X64, GetPpid).Value);
        Assert.Equal(SeccompAction.Allow, BpfMachine.Run(filter.Program, BpfMachine.X64, 0));
    }

    [Fact]
    public void An_action_that_lets_everything_through_but_what_is_listed_answers_the_listed_errno()
    {
        var filter = Compile(Allowing(new SeccompRule { Names = ["getppid"], Action = "SCMP_ACT_ERRNO", ErrnoRet = 95 }));

        Assert.Equal(SeccompAction.Errno(95), BpfMachine.Run(filter.Program, BpfMachine.X64, GetPpid));
    }

    [Fact]
    public void The_default_errno_is_that_of_the_profile()
    {
        var filter = Compile(new LinuxSeccomp { DefaultAction = "SCMP_ACT_ERRNO", DefaultErrnoRet = 13, Syscalls = [Allow("read")] });

        Assert.Equal(SeccompAction.Errno(13), BpfMachine.Run(filter.Program, BpfMachine.X64, GetPpid));
    }

    [Theory]
    [InlineData("SCMP_CMP_EQ", 5, 0, 5, 6)]
    [InlineData("SCMP_CMP_NE", 5, 0, 6, 5)]
    [InlineData("SCMP_CMP_LT", 5, 0, 4, 5)]
    [InlineData("SCMP_CMP_LE", 5, 0, 5, 6)]
    [InlineData("SCMP_CMP_GT", 5, 0, 6, 5)]
    [InlineData("SCMP_CMP_GE", 5, 0, 5, 4)]
    [InlineData("SCMP_CMP_MASKED_EQ", 0xf0, 0x30, 0x3f, 0x4f)]
    public void Each_operator_compares_as_its_name_says(string name, ulong value, ulong valueTwo, ulong matching, ulong other)
    {
        var argument = new SeccompArgument { Index = 1, Op = name, Value = value, ValueTwo = valueTwo };
        var filter = Compile(Allowing(new SeccompRule { Names = ["socket"], Action = "SCMP_ACT_ERRNO", Args = [argument] }));

        Assert.Equal(SeccompAction.Errno(1), BpfMachine.Run(filter.Program, BpfMachine.X64, Socket, 0, matching));
        Assert.Equal(SeccompAction.Allow, BpfMachine.Run(filter.Program, BpfMachine.X64, Socket, 0, other));
    }

    [Fact]
    public void Conditions_on_different_arguments_must_all_hold_and_of_those_on_one_argument_any()
    {
        SeccompArgument Equal(uint index, ulong value) => new() { Index = index, Value = value, Op = "SCMP_CMP_EQ" };
        var both = Compile(Allowing(new SeccompRule { Names = ["socket"], Action = "SCMP_ACT_ERRNO", Args = [Equal(0, 1), Equal(1, 2)] }));
        var either = Compile(Allowing(new SeccompRule { Names = ["socket"], Action = "SCMP_ACT_ERRNO", Args = [Equal(0, 1), Equal(0, 2)] }));

        Assert.Equal(SeccompAction.Errno(1), BpfMachine.Run(both.Program, BpfMachine.X64, Socket, 1, 2));
        Assert.Equal(SeccompAction.Allow, BpfMachine.Run(both.Program, BpfMachine.X64, Socket, 1, 3));
        Assert.Equal(SeccompAction.Errno(1), BpfMachine.Run(either.Program, BpfMachine.X64, Socket, 1));
        Assert.Equal(SeccompAction.Errno(1), BpfMachine.Run(either.Program, BpfMachine.X64, Socket, 2));
        Assert.Equal(SeccompAction.Allow, BpfMachine.Run(either.Program, BpfMachine.X64, Socket, 3));
    }

    [Fact]
    public void Listed_architectures_are_filtered_by_their_own_numbers_and_others_are_killed()
    {
        const int x86GetPpid = 64;
        var filter = Compile(Allowing(new SeccompRule { Names = ["getppid"], Action = "SCMP_ACT_ERRNO" }) with
        {
            Architectures = ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"],
        });

        Assert.Equal(SeccompAction.Errno(1), BpfMachine.Run(filter.Program, BpfMachine.X86, x86GetPpid));
        Assert.Equal(SeccompAction.Allow, BpfMachine.Run(filter.Program, BpfMachine.X86, GetPpid));
        Assert.Equal(SeccompAction.Errno(1), BpfMachine.Run(filter.Program, BpfMachine.X64, GetPpid | BpfMachine.X32Bit));
        Assert.Equal(SeccompAction.KillThread, BpfMachine.Run(filter.Program, BpfMachine.Arm64, 0));
    }

    [Fact]
    public void A_long_profile_and_one_whose_rules_repeat_themselves_compile()
    {
        SeccompRule Deny(string name) => new() { Names = [name], Action = "SCMP_ACT_ERRNO", ErrnoRet = 5 };
        string[] names = ["socket", "bind", "listen", "accept", "connect", "shutdown", "sendto", "recvfrom", "getppid", "clone", "mount"];
        var rules = Enumerable.Repeat(names, 4).SelectMany(repeated => repeated).Select(Deny).ToList();

        var filter = Compile(Allowing([.. rules]));

        Assert.Equal(SeccompAction.Errno(5), BpfMachine.Run(filter.Program, BpfMachine.X64, Clone));
        Assert.Equal(SeccompAction.Allow, BpfMachine.Run(filter.Program, BpfMachine.X64, 0));
    }

    [Fact]
    public void Names_that_nobody_knows_and_rules_that_change_nothing_are_passed_over()
    {
        var filter = Compile(Allowing(Allow("read"), new SeccompRule { Names = ["no_such_call", "getppid"], Action = "SCMP_ACT_ERRNO" }));

        Assert.Equal(SeccompAction.Errno(1), BpfMachine.Run(filter.Program, BpfMachine.X64, GetPpid));
    }

    [Fact]
    public void An_empty_profile_means_no_seccomp() => Assert.Null(SeccompProfile.Compile(new LinuxSeccomp()));

    [Fact]
    public void Flags_are_those_of_the_profile_and_without_a_list_the_one_that_runc_sets()
    {
        string[] all = ["SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_SPEC_ALLOW", "SECCOMP_FILTER_FLAG_TSYNC", "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"];
        var notify = Allowing(new SeccompRule { Names = ["getppid"], Action = "SCMP_ACT_NOTIFY" }) with { ListenerPath = "/run/agent" };

        Assert.Equal(SeccompFlags.SpeculationAllow, Compile(Allowing()).Flags);
        Assert.Equal(SeccompFlags.None, Compile(Allowing() with { Flags = [] }).Flags);
        Assert.Equal(
            SeccompFlags.Log | SeccompFlags.SpeculationAllow | SeccompFlags.WaitKillable | SeccompFlags.NewListener,
            Compile(notify with { Flags = all }).Flags);
    }

    private static LinuxSeccomp Allowing(params IReadOnlyList<SeccompRule> rules) => new() { DefaultAction = "SCMP_ACT_ALLOW", Syscalls = rules };

    private static SeccompRule Allow(string name) => new() { Names = [name], Action = "SCMP_ACT_ALLOW" };

    private static CompiledSeccomp Compile(LinuxSeccomp profile)
    {
        var filter = SeccompProfile.Compile(profile);
        Assert.NotNull(filter);
        return filter;
    }
}
