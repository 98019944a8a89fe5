using System.Runtime.InteropServices;
using Gantry.Containers.Security;
using Gantry.Linux;
using Gantry.Linux.Capabilities;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Containers.Tests.Security;

public sealed class SeccompFileTests
{
    private static readonly SeccompConditions Conditions = new(CapabilitySet.Of(Capability.CAP_SYS_ADMIN, Capability.CAP_BPF), Architecture.X64, new KernelVersion(5, 10));

    [Theory]
    [InlineData("""{"caps": ["CAP_SYS_ADMIN"]}""", true)]
    [InlineData("""{"caps": ["CAP_SYS_ADMIN", "CAP_BPF"]}""", true)]
    [InlineData("""{"caps": ["CAP_SYS_ADMIN", "CAP_KILL"]}""", false)]
    [InlineData("""{"arches": ["arm64", "amd64"]}""", true)]
    [InlineData("""{"arches": ["arm64"]}""", false)]
    [InlineData("""{"minKernel": "5.10"}""", true)]
    [InlineData("""{"minKernel": "5.9"}""", true)]
    [InlineData("""{"minKernel": "5.11"}""", false)]
    [InlineData("""{"minKernel": ""}""", true)]
    [InlineData("""{"arches": ["amd64"], "caps": ["CAP_KILL"]}""", false)]
    [InlineData("{}", true)]
    public void A_rule_is_included_where_all_of_its_condition_holds(string includes, bool isThere) =>
        Assert.Equal(isThere, HasRule($$"""{"names": ["bpf"], "action": "SCMP_ACT_ALLOW", "includes": {{includes}}}"""));

    [Theory]
    [InlineData("""{"caps": ["CAP_KILL", "CAP_BPF"]}""", false)]
    [InlineData("""{"caps": ["CAP_KILL"]}""", true)]
    [InlineData("""{"arches": ["arm64", "amd64"]}""", false)]
    [InlineData("""{"minKernel": "5.10"}""", false)]
    [InlineData("""{"minKernel": "5.11"}""", true)]
    [InlineData("{}", true)]
    public void A_rule_is_excluded_where_any_of_its_condition_holds(string excludes, bool isThere) =>
        Assert.Equal(isThere, HasRule($$"""{"names": ["bpf"], "action": "SCMP_ACT_ALLOW", "excludes": {{excludes}}}"""));

    [Fact]
    public void What_remains_is_the_profile_of_an_OCI_runtime()
    {
        var profile = Resolve("""
            {
                "DefaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38, "flags": ["SECCOMP_FILTER_FLAG_LOG"],
                "listenerPath": "/run/agent", "listenerMetadata": "m", "unheardOf": 1,
                "archMap": [{"architecture": "SCMP_ARCH_AARCH64"}, {"architecture": "SCMP_ARCH_X86_64", "subArchitectures": ["SCMP_ARCH_X86"]}],
                "syscalls": [{
                    "name": "socket", "action": "SCMP_ACT_ERRNO", "errnoRet": 22, "comment": "why",
                    "args": [{"index": 2, "value": 18446744073709551615, "valueTwo": 7, "op": "SCMP_CMP_MASKED_EQ"}]
                }, {"names": ["read", "write"], "action": "SCMP_ACT_ALLOW", "args": []}]
            }
            """);

        Assert.NotNull(profile);
        Assert.Equal(("SCMP_ACT_ERRNO", 38u, "/run/agent", "m"), (profile.DefaultAction, profile.DefaultErrnoRet, profile.ListenerPath, profile.ListenerMetadata));
        Assert.Equal(["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"], profile.Architectures);
        Assert.Equal(["SECCOMP_FILTER_FLAG_LOG"], profile.Flags);
        var (socket, files) = (profile.Syscalls![0], profile.Syscalls[1]);
        Assert.Equal(["socket"], socket.Names);
        Assert.Equal(22u, socket.ErrnoRet);
        Assert.Equal(new SeccompArgument { Index = 2, Value = ulong.MaxValue, ValueTwo = 7, Op = "SCMP_CMP_MASKED_EQ" }, Assert.Single(socket.Args!));
        Assert.Equal(["read", "write"], files.Names);
        Assert.Null(files.Args);
    }

    [Fact]
    public void An_empty_profile_means_no_seccomp() => Assert.Null(Resolve("{}"));

    [Theory]
    [InlineData("{", "Decoding seccomp profile failed: *")]
    [InlineData("null", "Decoding seccomp profile failed: *")]
    [InlineData("""{"syscalls": [null]}""", "Decoding seccomp profile failed: *")]
    [InlineData("""{"archMap": [null]}""", "Decoding seccomp profile failed: *")]
    [InlineData("""{"syscalls": "all"}""", "Decoding seccomp profile failed: *")]
    [InlineData(
        """{"defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_X86"], "archMap": [{"architecture": "SCMP_ARCH_X86_64"}]}""",
        "both 'architectures' and 'archMap' are specified in the seccomp profile, use either 'architectures' or 'archMap'")]
    [InlineData(
        """{"syscalls": [{"name": "a", "names": ["b"], "action": "SCMP_ACT_ALLOW"}]}""",
        "both 'name' and 'names' are specified in the seccomp profile, use either 'name' or 'names'")]
    [InlineData(
        """{"syscalls": [{"name": "a", "action": "SCMP_ACT_ALLOW", "includes": {"minKernel": "4.8.1"}}]}""",
        "invalid kernel version: \"4.8.1\", expected \"<kernel>.<major>\"")]
    [InlineData(
        """{"syscalls": [{"name": "a", "action": "SCMP_ACT_ALLOW", "includes": {"minKernel": "0.0"}}]}""",
        "invalid kernel version: \"0.0\", expected \"<kernel>.<major>\"")]
    public void A_faulty_profile_is_refused_with_what_is_wrong(string json, string message)
    {
        var error = Assert.Throws<InvalidException>(() => Resolve(json));

        Assert.Matches($"^{System.Text.RegularExpressions.Regex.Escape(message).Replace("\\*", ".+", StringComparison.Ordinal)}$", error.Message);
    }

    private static bool HasRule(string rule) => Resolve($$"""{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{{rule}}]}""")?.Syscalls is { Count: 1 };

    private static LinuxSeccomp? Resolve(string json) => Conditions.Resolve(SeccompFile.Parse(json));
}
