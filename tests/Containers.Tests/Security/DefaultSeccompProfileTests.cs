using System.Runtime.InteropServices;
using Gantry.Containers.Security;
using Gantry.Linux;
using Gantry.Linux.Capabilities;

namespace Gantry.Containers.Tests.Security;

public sealed class DefaultSeccompProfileTests
{
    private static readonly KernelVersion Modern = new(6, 1);

    [Theory]
    [InlineData("mount", Capability.CAP_SYS_ADMIN)]
    [InlineData("unshare", Capability.CAP_SYS_ADMIN)]
    [InlineData("bpf", Capability.CAP_BPF)]
    [InlineData("open_by_handle_at", Capability.CAP_DAC_READ_SEARCH)]
    [InlineData("perf_event_open", Capability.CAP_PERFMON)]
    [InlineData("reboot", Capability.CAP_SYS_BOOT)]
    [InlineData("init_module", Capability.CAP_SYS_MODULE)]
    [InlineData("mbind", Capability.CAP_SYS_NICE)]
    [InlineData("acct", Capability.CAP_SYS_PACCT)]
    [InlineData("pidfd_getfd", Capability.CAP_SYS_PTRACE)]
    [InlineData("iopl", Capability.CAP_SYS_RAWIO)]
    [InlineData("settimeofday", Capability.CAP_SYS_TIME)]
    [InlineData("vhangup", Capability.CAP_SYS_TTY_CONFIG)]
    [InlineData("syslog", Capability.CAP_SYSLOG)]
    public void A_call_comes_with_its_capability(string call, Capability capability)
    {
        Assert.Equal(ProfileVerdicts.Denied, Verdict(call, DefaultCapabilities.Set));
        Assert.Equal(ProfileVerdicts.Allowed, Verdict(call, DefaultCapabilities.Set.With(capability)));
    }

    [Fact]
    public void The_call_of_a_default_capability_goes_with_it()
    {
        Assert.Equal(ProfileVerdicts.Allowed, Verdict("chroot", DefaultCapabilities.Set));
        Assert.Equal(ProfileVerdicts.Denied, Verdict("chroot", CapabilitySet.None));
    }

    [Theory]
    [InlineData(4, 7, ProfileVerdicts.Denied)]
    [InlineData(4, 8, ProfileVerdicts.Allowed)]
    [InlineData(5, 0, ProfileVerdicts.Allowed)]
    public void Tracing_waits_for_a_kernel_that_filters_what_a_tracer_changes(int major, int minor, string verdict) =>
        Assert.Equal(verdict, ProfileVerdicts.Of(DefaultSeccompProfile.Build(DefaultCapabilities.Set, Architecture.X64, new(major, minor))).GetValueOrDefault("ptrace", "denied"));

    [Fact]
    public void New_namespaces_are_closed_and_clone3_does_not_exist_without_CAP_SYS_ADMIN()
    {
        Assert.Equal("a0 & 7e020000 = 0", Verdict("clone", DefaultCapabilities.Set));
        Assert.Equal(ProfileVerdicts.Allowed, Verdict("clone", CapabilitySet.Of(Capability.CAP_SYS_ADMIN)));
        var profile = DefaultSeccompProfile.Build(DefaultCapabilities.Set, Architecture.X64, Modern);
        var clone3 = Assert.Single(profile.Syscalls ?? [], rule => rule.Names.Contains("clone3"));
        Assert.Equal(("SCMP_ACT_ERRNO", (uint)Errno.ENOSYS), (clone3.Action, clone3.ErrnoRet ?? 0));
    }

    [Fact]
    public void Each_machine_has_its_own_calls_and_the_architectures_whose_programs_it_runs()
    {
        var x64 = DefaultSeccompProfile.Build(DefaultCapabilities.Set, Architecture.X64, Modern);
        var arm64 = DefaultSeccompProfile.Build(DefaultCapabilities.Set, Architecture.Arm64, Modern);

        Assert.Equal(["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"], x64.Architectures);
        Assert.Equal(["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"], arm64.Architectures);
        Assert.True(ProfileVerdicts.Of(x64).ContainsKey("arch_prctl"));
        Assert.False(ProfileVerdicts.Of(arm64).ContainsKey("arch_prctl"));
        Assert.True(ProfileVerdicts.Of(arm64).ContainsKey("sync_file_range2"));
        Assert.False(ProfileVerdicts.Of(x64).ContainsKey("sync_file_range2"));
    }

    [Theory]
    [InlineData("io_uring_setup")]
    [InlineData("kexec_load")]
    [InlineData("userfaultfd")]
    [InlineData("keyctl")]
    [InlineData("swapon")]
    public void Some_calls_are_closed_whatever_is_granted(string call) => Assert.Equal(ProfileVerdicts.Denied, Verdict(call, CapabilitySet.AllKnown));

    private static string Verdict(string call, CapabilitySet granted) =>
        ProfileVerdicts.Of(DefaultSeccompProfile.Build(granted, Architecture.X64, Modern)).GetValueOrDefault(call, ProfileVerdicts.Denied);
}
