using System.Runtime.InteropServices;
using Gantry.Containers.Security;
using Gantry.Linux;
using Gantry.Linux.Capabilities;
using Gantry.Linux.Seccomp;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Seccomp;

namespace Gantry.Runtime.Tests.Seccomp;

/// <summary>The default profile, compiled.</summary>
public sealed class DefaultProfileTests
{
    private const int X64Socket = 41;
    private const int X64Clone = 56;
    private const int X64Clone3 = 435;
    private const int X64Mount = 165;

    private static readonly SeccompAction Denied = SeccompAction.Errno((ushort)Errno.EPERM);

    [Fact]
    public void Sockets_of_every_family_but_the_closed_ones_can_be_opened()
    {
        int[] closed = [12, 19, 20, 23, 25, 34, 37, 38, 40];
        var program = Compile(DefaultCapabilities.Set).Program;

        for (var family = 0; family < 60; family++)
        {
            var expected = family > 45 || closed.Contains(family) ? Denied : SeccompAction.Allow;
            Assert.Equal((family, expected), (family, BpfMachine.Run(program, BpfMachine.X64, X64Socket, (ulong)family)));
        }
    }

    [Fact]
    public void Namespaces_and_mounts_are_closed_until_CAP_SYS_ADMIN_is_granted()
    {
        const ulong newUser = 0x10000000;
        const ulong thread = 0x003d0f00;
        var ordinary = Compile(DefaultCapabilities.Set).Program;
        var administrator = Compile(DefaultCapabilities.Set.With(Capability.CAP_SYS_ADMIN)).Program;

        Assert.Equal(SeccompAction.Allow, BpfMachine.Run(ordinary, BpfMachine.X64, X64Clone, thread));
        Assert.Equal(Denied, BpfMachine.Run(ordinary, BpfMachine.X64, X64Clone, newUser | thread));
        Assert.Equal(SeccompAction.Errno((ushort)Errno.ENOSYS), BpfMachine.Run(ordinary, BpfMachine.X64, X64Clone3));
        Assert.Equal(Denied, BpfMachine.Run(ordinary, BpfMachine.X64, X64Mount));
        Assert.Equal(SeccompAction.Allow, BpfMachine.Run(administrator, BpfMachine.X64, X64Clone, newUser));
        Assert.Equal(SeccompAction.Allow, BpfMachine.Run(administrator, BpfMachine.X64, X64Clone3));
        Assert.Equal(SeccompAction.Allow, BpfMachine.Run(administrator, BpfMachine.X64, X64Mount));
    }

    [Fact]
    public async Task An_ordinary_thread_lives_and_ends_under_it_and_cannot_mount()
    {
        const int noSuchCall = 9999;

        var (mount, future) = await FilteredThread.Run(
            Compile(DefaultCapabilities.Set),
            _ => (FilteredThread.Call(SyscallNumber.Mount), FilteredThread.Call(noSuchCall)));

        Assert.Equal(-(long)Errno.EPERM, mount);
        Assert.Equal(-(long)Errno.ENOSYS, future);
    }

    [Fact]
    public void With_every_capability_it_still_fits_into_the_kernel() =>
        Assert.InRange(Compile(CapabilitySet.AllKnown).Program.Length / CompiledSeccomp.InstructionSize, 100, BpfInstruction.MaxProgramLength / 2);

    private static CompiledSeccomp Compile(CapabilitySet granted) =>
        SeccompProfile.Compile(DefaultSeccompProfile.Build(granted, RuntimeInformation.ProcessArchitecture, new KernelVersion(6, 1)))
        ?? throw new InvalidOperationException("empty");
}
