using Gantry.Linux.Seccomp;

namespace Gantry.Linux.Tests.Seccomp;

public sealed class SeccompFilterTests
{
    private const int OnlyElsewhere = -1;
    private static readonly SeccompAction Denied = SeccompAction.Errno((ushort)Errno.EPERM);

    [Fact]
    public void Calls_and_architectures_are_found_by_their_names()
    {
        var x86 = SeccompFilter.FindArchitecture("x86");

        Assert.Equal(0x40000003u, x86);
        Assert.Null(SeccompFilter.FindArchitecture("pdp11"));
        Assert.Equal(437, SeccompFilter.FindSyscall("openat2"));
        Assert.Equal(182, SeccompFilter.FindSyscall("chown", x86 ?? 0));
        Assert.True(SeccompFilter.FindSyscall("chown32") < OnlyElsewhere);
        Assert.Null(SeccompFilter.FindSyscall("no_such_call"));
    }

    [Fact]
    public void A_rule_that_libseccomp_refuses_is_an_error_that_names_it()
    {
        using var filter = new SeccompFilter(SeccompAction.Allow);
        SeccompComparison[] twice = [new(0, SeccompOperator.Equal, 1, 0), new(0, SeccompOperator.Equal, 2, 0)];

        var useless = Assert.Throws<LinuxException>(() => filter.AddRule(SeccompAction.Allow, 0, "rule 7 read", []));
        var contradictory = Assert.Throws<LinuxException>(() => filter.AddRule(Denied, 0, "rule 8 read", twice));

        Assert.Equal("seccomp_rule_add rule 7 read: permission denied", useless.Message);
        Assert.Equal("seccomp_rule_add rule 8 read: invalid argument", contradictory.Message);
    }

    [Fact]
    public void The_program_is_whole_instructions_that_end_in_a_return()
    {
        const byte returns = 0x06;
        using var filter = new SeccompFilter(SeccompAction.Allow);
        filter.AddRule(Denied, 0, "read", []);

        var program = filter.ExportProgram();

        Assert.Equal(0, program.Length % 8);
        Assert.Equal(returns, program[^8]);
    }

    [Fact]
    public void An_action_that_does_not_exist_is_refused() =>
        Assert.Equal("seccomp_init action 0x12345678: invalid argument", Assert.Throws<LinuxException>(() => new SeccompFilter(new(0x12345678))).Message);
}
