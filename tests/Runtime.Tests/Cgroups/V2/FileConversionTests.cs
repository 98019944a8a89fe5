using Gantry.Harness.Cgroups;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Cgroups;

namespace Gantry.Runtime.Tests.Cgroups.V2;

/// <summary>What the v2 controllers write, where the kernel at hand has them not: the files of a stand-in tell.</summary>
public sealed class FileConversionTests : IDisposable
{
    private readonly StandIn _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(50000L, 100000UL, "", "50000 100000")]
    [InlineData(50000L, null, "", "50000")]
    [InlineData(-1L, null, "", "max")]
    [InlineData(-1L, 20000UL, "", "max 20000")]
    [InlineData(null, 20000UL, "7000 100000", "7000 20000")]
    [InlineData(0L, 20000UL, "max 100000", "max 20000")]
    public void A_quota_and_a_period_become_one_line(long? quota, ulong? period, string current, string expected) =>
        Assert.Equal(expected, Gantry.Runtime.Cgroups.V2.Cpu.Bandwidth(new CpuLimits { Quota = quota, Period = period }, current.Length == 0 ? null : current));

    [Theory]
    [InlineData(null)]
    [InlineData(0L)]
    public void No_quota_and_no_period_leave_the_bandwidth_alone(long? quota) =>
        Assert.Null(Gantry.Runtime.Cgroups.V2.Cpu.Bandwidth(new CpuLimits { Quota = quota }, "7000 100000"));

    [Fact]
    public void Processor_limits_go_to_their_files()
    {
        Apply(new() { Cpu = new CpuLimits { Shares = 1024, Quota = 150000, Period = 100000, Burst = 5000 } }, "cpu.weight", "cpu.max", "cpu.max.burst");

        Assert.Equal(("100", "150000 100000", "5000"), (_files["cpu.weight"], _files["cpu.max"], _files["cpu.max.burst"]));
    }

    [Fact]
    public void An_idle_group_gets_no_weight()
    {
        Apply(new() { Cpu = new CpuLimits { Shares = 1024, Idle = 1 } }, "cpu.weight", "cpu.idle");

        Assert.Equal(("", "1"), (_files["cpu.weight"], _files["cpu.idle"]));
    }

    [Fact]
    public void Realtime_limits_are_refused_by_name() =>
        Assert.Contains("cgroup v2 has no realtime limits", Refusal(new() { Cpu = new CpuLimits { RealtimeRuntime = 1000 } }), StringComparison.Ordinal);

    [Fact]
    public void Processors_and_nodes_are_written_as_they_stand()
    {
        Apply(new() { Cpu = new CpuLimits { Cpus = "0-1", Mems = "0" } }, "cpuset.cpus", "cpuset.mems");

        Assert.Equal(("0-1", "0"), (_files["cpuset.cpus"], _files["cpuset.mems"]));
    }

    [Theory]
    [InlineData(1000L, 1500L, "1000", "500")]
    [InlineData(1000L, 1000L, "1000", "0")]
    [InlineData(1000L, -1L, "1000", "max")]
    [InlineData(1000L, null, "1000", "")]
    [InlineData(-1L, null, "max", "max")]
    [InlineData(-1L, 700L, "max", "700")]
    [InlineData(null, -1L, "", "max")]
    public void Memory_and_swap_together_become_swap_alone(long? limit, long? swap, string memoryMax, string swapMax)
    {
        Apply(new() { Memory = new MemoryLimits { Limit = limit, Swap = swap } }, "memory.max", "memory.swap.max");

        Assert.Equal((memoryMax, swapMax), (_files["memory.max"], _files["memory.swap.max"]));
    }

    [Theory]
    [InlineData(1000L, 900L, "memory+swap limit 900 should be >= memory limit 1000")]
    [InlineData(null, 900L, "unable to set swap limit without memory limit")]
    [InlineData(1000L, -2L, "invalid memory+swap value: -2")]
    [InlineData(-2L, 900L, "invalid memory value: -2")]
    public void Limits_that_contradict_each_other_are_refused(long? limit, long? swap, string refusal) =>
        Assert.Equal(refusal, Refusal(new() { Memory = new MemoryLimits { Limit = limit, Swap = swap } }));

    [Fact]
    public void A_reservation_becomes_a_soft_protection()
    {
        Apply(new() { Memory = new MemoryLimits { Reservation = 4096 } }, "memory.low");

        Assert.Equal("4096", _files["memory.low"]);
    }

    [Fact]
    public void Without_swap_accounting_only_a_real_limit_of_swap_is_refused()
    {
        Apply(new() { Memory = new MemoryLimits { Limit = 1000, Swap = 1000 } }, "memory.max");

        Assert.Contains("does not account for swap", Refusal(new() { Memory = new MemoryLimits { Limit = 1000, Swap = 2000 } }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_below_what_is_used_is_refused_where_that_is_asked_for()
    {
        _files["memory.current"] = "5000\n";

        Assert.Equal(
            "rejecting memory limit 5000 <= usage 5000",
            Refusal(new() { Memory = new MemoryLimits { Limit = 5000, CheckBeforeUpdate = true } }));
    }

    [Theory]
    [InlineData(7L, "7")]
    [InlineData(-1L, "max")]
    [InlineData(0L, "")]
    public void The_number_of_processes_is_limited_or_not(long limit, string expected)
    {
        Apply(new() { Pids = new PidsLimit { Limit = limit } }, "pids.max");

        Assert.Equal(expected, _files["pids.max"]);
    }

    [Theory]
    [InlineData("io.weight", "4950")]
    [InlineData("io.bfq.weight", "500")]
    public void A_weight_is_converted_unless_bfq_takes_it_as_it_is(string file, string expected)
    {
        Apply(new() { BlockIo = new BlockIoLimits { Weight = 500 } }, file);

        Assert.Equal(expected, _files[file]);
    }

    [Fact]
    public void A_weight_of_one_device_names_it()
    {
        Apply(new() { BlockIo = new BlockIoLimits { WeightDevice = [new WeightDevice { Major = 8, Minor = 16, Weight = 10 }] } }, "io.weight");

        Assert.Equal("8:16 1", _files["io.weight"]);
    }

    [Fact]
    public void A_weight_outside_of_its_range_is_refused() =>
        Assert.Equal("blockIO weight 5 is not in 10-1000", Refusal(new() { BlockIo = new BlockIoLimits { Weight = 5 } }));

    [Fact]
    public void Each_rate_has_its_key_and_zero_lifts_it()
    {
        static string Written(BlockIoLimits limits)
        {
            using var files = new StandIn();
            files["io.max"] = "";
            new Gantry.Runtime.Cgroups.V2.BlockIo().Apply(files.Group, new LinuxResources { BlockIo = limits });
            return files["io.max"];
        }

        static ThrottleDevice[] Rate(ulong rate) => [new ThrottleDevice { Major = 8, Minor = 0, Rate = rate }];

        Assert.Equal("8:0 rbps=1024", Written(new BlockIoLimits { ThrottleReadBpsDevice = Rate(1024) }));
        Assert.Equal("8:0 wbps=1024", Written(new BlockIoLimits { ThrottleWriteBpsDevice = Rate(1024) }));
        Assert.Equal("8:0 riops=9", Written(new BlockIoLimits { ThrottleReadIopsDevice = Rate(9) }));
        Assert.Equal("8:0 wiops=max", Written(new BlockIoLimits { ThrottleWriteIopsDevice = Rate(0) }));
    }

    [Fact]
    public void Huge_pages_are_limited_when_used_and_when_reserved()
    {
        Apply(new() { HugepageLimits = [new HugepageLimit { PageSize = "2MB", Limit = 4 << 20 }] }, "hugetlb.2MB.max", "hugetlb.2MB.rsvd.max");

        Assert.Equal(("4194304", "4194304"), (_files["hugetlb.2MB.max"], _files["hugetlb.2MB.rsvd.max"]));
    }

    [Fact]
    public void A_page_size_that_there_is_not_is_refused_with_those_there_are() =>
        Assert.StartsWith(
            "hugepageLimits: this kernel has no huge pages of \"3MB\", but of ",
            Refusal(new() { HugepageLimits = [new HugepageLimit { PageSize = "3MB", Limit = 1 }] }),
            StringComparison.Ordinal);

    [Fact]
    public void Rdma_devices_are_limited_by_line()
    {
        Apply(new() { Rdma = new Dictionary<string, RdmaLimit> { ["mlx5_1"] = new() { HcaHandles = 3, HcaObjects = 10000 } } }, "rdma.max");

        Assert.Equal("mlx5_1 hca_handle=3 hca_object=10000", _files["rdma.max"]);
    }

    [Theory]
    [InlineData("../cgroup.procs")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("")]
    public void A_unified_name_must_be_one_of_a_file(string name) =>
        Assert.Equal($"unified resource \"{name}\" must be a file name (no slashes)", UnifiedRefusal(name));

    [Fact]
    public void A_unified_file_of_a_missing_controller_is_refused_with_its_name()
    {
        _files["cgroup.controllers"] = "cpu io pids\n";

        Assert.Equal("unified resource \"memory.high\" can't be set: controller \"memory\" not available", UnifiedRefusal("memory.high"));
    }

    [Fact]
    public void A_unified_value_is_written_as_it_stands()
    {
        _files["memory.high"] = "";

        Gantry.Runtime.Cgroups.V2.Unified.Apply(_files.Group, new LinuxResources { Unified = new Dictionary<string, string> { ["memory.high"] = "1G\n" } });

        Assert.Equal("1G", _files["memory.high"]);
    }

    private void Apply(LinuxResources resources, params string[] files)
    {
        foreach (var file in files)
        {
            _files[file] = "";
        }

        foreach (var controller in Controllers.V2)
        {
            controller.Apply(_files.Group, resources);
        }
    }

    private string Refusal(LinuxResources resources) => Assert.Throws<CgroupException>(() => Apply(resources)).Message;

    private string UnifiedRefusal(string file) => Assert.Throws<CgroupException>(() =>
        Gantry.Runtime.Cgroups.V2.Unified.Apply(_files.Group, new LinuxResources { Unified = new Dictionary<string, string> { [file] = "1" } })).Message;
}
