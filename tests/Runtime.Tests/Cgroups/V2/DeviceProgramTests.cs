using Gantry.Harness.Cgroups;
using Gantry.Linux.Cgroups;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Cgroups;
using Gantry.Runtime.Cgroups.V2;

namespace Gantry.Runtime.Tests.Cgroups.V2;

/// <summary>The programs are judged by the kernel: by its verifier, and by what processes in the group can open.</summary>
public sealed class DeviceProgramTests : IDisposable
{
    private static readonly DeviceRule Nothing = new() { Access = "rwm" };
    private static readonly DeviceRule Everything = new() { Allow = true, Access = "rwm" };

    private readonly TestGroup _test = TestGroup.In(TestHierarchies.Unified);

    public void Dispose() => _test.Dispose();

    [Fact]
    public void Where_no_rule_is_about_a_device_it_is_denied() => Assert.Equal("----", Opened([Allow("b", null, null, "rwm")]));

    [Fact]
    public void Everything_that_is_allowed_can_be_opened() => Assert.Equal("rwrw", Opened([Nothing, Everything]));

    [Fact]
    public void A_later_rule_wins_over_a_wider_earlier_one() =>
        Assert.Equal("--rw", Opened([Everything, new DeviceRule { Type = "c", Major = 1, Minor = 3, Access = "rwm" }]));

    [Fact]
    public void Of_an_access_only_the_denied_part_is_taken_back() =>
        Assert.Equal("r-rw", Opened([Everything, new DeviceRule { Type = "c", Major = 1, Minor = 3, Access = "w" }]));

    [Fact]
    public void Two_rules_together_allow_what_neither_does_alone()
    {
        using var process = Enter([Nothing, Allow("c", 1, 3, "r"), Allow("c", 1, 3, "w")], "exec 3<>/dev/null && echo both");

        Assert.Equal("both", process.ReadLine());
    }

    [Theory]
    [InlineData("c", 1L, null, "rwrw")]
    [InlineData("c", null, 3L, "rw--")]
    [InlineData("a", 1L, 5L, "--rw")]
    [InlineData("b", 1L, 3L, "----")]
    [InlineData("c", 2L, null, "----")]
    public void Types_and_numbers_are_matched(string type, long? major, long? minor, string opened) =>
        Assert.Equal(opened, Opened([Nothing, Allow(type, major, minor, "rwm")]));

    [Fact]
    public void A_node_can_be_made_only_where_that_is_allowed()
    {
        using var process = Enter(
            [Nothing, Allow("c", 1, 3, "m")],
            "d=$(mktemp -d); mknod $d/n c 1 3 && echo made; mknod $d/z c 1 5 2>&1 | grep -o 'Operation not permitted'; rm -r $d");

        Assert.Equal("made", process.ReadLine());
        Assert.Equal("Operation not permitted", process.ReadLine());
    }

    [Fact]
    public void A_program_of_somebody_else_is_left_beside_ours()
    {
        using var theirs = Kernel.LoadDeviceProgram(DeviceProgram.Compile([DeviceMatch.Parse(Everything)]), "sd_devices");
        Kernel.AttachDeviceProgram(_test.Group.Descriptor, theirs);
        var devices = new Devices();

        devices.Apply(_test.Group, new LinuxResources { Devices = [Nothing] });
        devices.Apply(_test.Group, new LinuxResources { Devices = [Everything] });

        Assert.Equal(["gantry_devices", "sd_devices"], Names(_test.Group));
    }

    [Fact]
    public void A_detached_program_no_longer_decides()
    {
        using var program = Kernel.LoadDeviceProgram(DeviceProgram.Compile([]), "gantry_test");
        Kernel.AttachDeviceProgram(_test.Group.Descriptor, program);
        Assert.Equal(["gantry_test"], Names(_test.Group));

        Kernel.DetachDeviceProgram(_test.Group.Descriptor, program);

        Assert.Empty(Names(_test.Group));
    }

    [Theory]
    [InlineData("rwm")]
    [InlineData("r")]
    public void As_many_rules_as_are_let_through_pass_the_verifier(string access)
    {
        using var program = Kernel.LoadDeviceProgram(DeviceProgram.Compile(Many(DeviceProgram.MaxRules, access)), "gantry_test");

        Assert.Equal("gantry_test", Kernel.ProgramName(program));
    }

    [Fact]
    public void One_rule_too_many_is_refused_by_number() =>
        Assert.Equal(
            "linux.resources.devices: more than 512 rules",
            Assert.Throws<CgroupException>(() => DeviceProgram.Compile(Many(DeviceProgram.MaxRules + 1, "rw"))).Message);

    [Theory]
    [InlineData("x", 1L, "r", "\"x\" is no type of device (a, b or c)")]
    [InlineData("c", 1L, "rx", "access \"rx\" may be made of r, w and m only")]
    [InlineData("c", -7L, "r", "-7 is no number of a device")]
    [InlineData("c", 1L << 40, "r", "1099511627776 is no number of a device")]
    public void A_rule_that_is_none_is_refused_with_its_fault(string type, long major, string access, string fault) =>
        Assert.Equal(
            $"linux.resources.devices: {fault}", Assert.Throws<CgroupException>(() => DeviceMatch.Parse(Allow(type, major, 1, access))).Message);

    private static DeviceRule Allow(string type, long? major, long? minor, string access) =>
        new() { Allow = true, Type = type, Major = major, Minor = minor, Access = access };

    private static DeviceMatch[] Many(int count, string access) =>
        [.. Enumerable.Range(0, count).Select(number => DeviceMatch.Parse(Allow("c", number, number, access)))];

    private static IEnumerable<string> Names(CgroupDirectory group)
    {
        foreach (var identifier in Kernel.QueryDevicePrograms(group.Descriptor).OrderBy(Name))
        {
            yield return Name(identifier);
        }

        static string Name(uint identifier)
        {
            using var program = Kernel.TryOpenProgram(identifier);
            return program is null ? "" : Kernel.ProgramName(program);
        }
    }

    // Whether null (1:3), then zero (1:5) can be opened for reading and for writing.
    private string Opened(DeviceRule[] rules)
    {
        using var process = Enter(
            rules,
            "exec 2>&-; for d in null zero; do (: </dev/$d) && r=r || r=-; (: >/dev/$d) && w=w || w=-; o=$o$r$w; done; echo $o");
        return process.ReadLine() ?? "";
    }

    private WaitingProcess Enter(DeviceRule[] rules, string script)
    {
        new Devices().Apply(_test.Group, new LinuxResources { Devices = rules });
        var process = new WaitingProcess(script);
        _test.Group.Write("cgroup.procs", process.Pid);
        process.Go();
        return process;
    }
}
