using Gantry.Linux;
using Gantry.Linux.Seccomp;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Seccomp;

namespace Gantry.Runtime.Tests.Seccomp;

public sealed class EnosysStubTests
{
    private const int GetPpid = 110;

    // The highest number in the profile below: openat2, with the same number everywhere.
    private const int Highest = 437;

    private static readonly SeccompAction Denied = SeccompAction.Errno((ushort)Errno.EPERM);
    private static readonly SeccompAction Unknown = SeccompAction.Errno((ushort)Errno.ENOSYS);

    [Theory]
    [InlineData(BpfMachine.X64, 0)]
    [InlineData(BpfMachine.X64, BpfMachine.X32Bit)]
    [InlineData(BpfMachine.X86, 0)]
    [InlineData(BpfMachine.Arm64, 0)]
    public void A_call_newer_than_the_profile_is_unknown_and_an_older_one_that_it_leaves_out_is_denied(uint architecture, int mode)
    {
        var program = Compile("SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32", "SCMP_ARCH_AARCH64");

        Assert.Equal(SeccompAction.Allow, BpfMachine.Run(program, architecture, Highest | mode));
        Assert.Equal(Denied, BpfMachine.Run(program, architecture, GetPpid | mode));
        Assert.Equal(Denied, BpfMachine.Run(program, architecture, (Highest - 1) | mode));
        Assert.Equal(Unknown, BpfMachine.Run(program, architecture, (Highest + 1) | mode));
        Assert.Equal(Unknown, BpfMachine.Run(program, architecture, 9999 | mode));
    }

    [Fact]
    public void Calls_of_an_architecture_that_is_not_listed_get_what_the_filter_says()
    {
        var program = Compile("SCMP_ARCH_X86_64");

        Assert.Equal(Unknown, BpfMachine.Run(program, BpfMachine.X64, Highest + 1));
        Assert.Equal(SeccompAction.KillThread, BpfMachine.Run(program, BpfMachine.X64, Highest | BpfMachine.X32Bit));
        Assert.Equal(SeccompAction.KillThread, BpfMachine.Run(program, BpfMachine.X86, Highest + 1));
    }

    [Fact]
    public void Without_a_list_of_architectures_there_is_no_stub() =>
        Assert.Equal(Denied, BpfMachine.Run(Compile(), BpfMachine.X64, Highest + 1));

    [Theory]
    [InlineData("SCMP_ACT_ALLOW", 0x7fff0000u)]
    [InlineData("SCMP_ACT_LOG", 0x7ffc0000u)]
    [InlineData("SCMP_ACT_TRACE", 0x7ff00001u)]
    public void Where_the_default_lets_calls_through_the_kernel_itself_answers(string action, uint value)
    {
        var profile = new LinuxSeccomp
        {
            DefaultAction = action,
            Architectures = ["SCMP_ARCH_X86_64"],
            Syscalls = [new SeccompRule { Names = ["openat2"], Action = "SCMP_ACT_ERRNO" }],
        };

        Assert.Equal(value, BpfMachine.Run(SeccompProfile.Compile(profile)!.Program, BpfMachine.X64, Highest + 1).Value);
    }

    private static ReadOnlyMemory<byte> Compile(params string[] architectures) => SeccompProfile.Compile(new LinuxSeccomp
    {
        DefaultAction = "SCMP_ACT_ERRNO",
        Architectures = architectures,
        Syscalls = [new SeccompRule { Names = ["read", "openat2"], Action = "SCMP_ACT_ALLOW" }],
    })!.Program;
}
