using Gantry.Harness.Cgroups;
using Gantry.Linux;
using Gantry.Linux.Cgroups;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Cgroups;

namespace Gantry.Runtime.Tests.Cgroups.V1;

/// <summary>Each v1 controller on a group of the test's own: the kernel says what it took.</summary>
public sealed class ControllerTests : IDisposable
{
    private const long Mebibyte = 1 << 20;

    private readonly List<TestGroup> _groups = [];

    public void Dispose() => _groups.ForEach(group => group.Dispose());

    [Fact]
    public void Shares_and_bandwidth_are_taken()
    {
        var cpu = New("cpu");

        Apply(cpu, new() { Cpu = new CpuLimits { Shares = 512, Quota = 30000, Period = 60000, Burst = 1000 } });

        Assert.Equal(
            ("512", "30000", "60000", "1000"),
            (cpu.Read("cpu.shares"), cpu.Read("cpu.cfs_quota_us"), cpu.Read("cpu.cfs_period_us"), cpu.Read("cpu.cfs_burst_us")));
    }

    [Theory]
    [InlineData(1UL, "the minimum allowed cpu-shares is 2")]
    [InlineData(1UL << 30, "the maximum allowed cpu-shares is 262144")]
    public void Shares_that_the_kernel_would_bend_are_refused(ulong shares, string refusal) =>
        Assert.Equal(refusal, Assert.Throws<CgroupException>(() => Apply(New("cpu"), new() { Cpu = new CpuLimits { Shares = shares } })).Message);

    [Fact]
    public void A_period_that_does_not_fit_the_old_quota_goes_with_the_new_one()
    {
        var cpu = New("cpu");
        var above = TestGroup.NewName();
        Apply(cpu, new() { Cpu = new CpuLimits { Quota = 50000, Period = 100000 } });
        using var child = CgroupDirectory.Open(Directory.CreateDirectory($"{cpu.Path}/{above}").FullName);
        Apply(child, new() { Cpu = new CpuLimits { Quota = 50000, Period = 100000 } });

        // 50000 of 50000 is more than the parent has: only with the new quota the new period fits.
        Assert.False(child.TryWrite("cpu.cfs_period_us", "50000", out var errno));
        Assert.Equal(Errno.EINVAL, errno);
        Apply(child, new() { Cpu = new CpuLimits { Quota = 25000, Period = 50000 } });

        Assert.Equal(("25000", "50000"), (child.Read("cpu.cfs_quota_us"), child.Read("cpu.cfs_period_us")));
    }

    [Fact]
    public void A_quota_alone_is_lifted_by_minus_one()
    {
        var cpu = New("cpu");
        Apply(cpu, new() { Cpu = new CpuLimits { Quota = 50000 } });

        Apply(cpu, new() { Cpu = new CpuLimits { Quota = -1 } });

        Assert.Equal("-1", cpu.Read("cpu.cfs_quota_us"));
    }

    [Fact]
    public void A_group_can_be_made_idle()
    {
        var cpu = New("cpu");

        Apply(cpu, new() { Cpu = new CpuLimits { Idle = 1 } });

        Assert.Equal("1", cpu.Read("cpu.idle"));
    }

    [Fact]
    public void A_new_group_gets_its_parents_processors_and_nodes_even_through_an_empty_one()
    {
        var cpuset = New("cpuset");
        var path = Directory.CreateDirectory($"{cpuset.Path}/a/b").FullName;

        Gantry.Runtime.Cgroups.V1.Cpuset.Inherit(path);

        var top = Path.GetDirectoryName(cpuset.Path);
        Assert.Equal(File.ReadAllText($"{top}/cpuset.cpus"), File.ReadAllText($"{path}/cpuset.cpus"));
        Assert.Equal(File.ReadAllText($"{top}/cpuset.mems"), File.ReadAllText($"{path}/cpuset.mems"));
    }

    [Fact]
    public void Processors_are_chosen()
    {
        var cpuset = New("cpuset");

        Apply(cpuset, new() { Cpu = new CpuLimits { Cpus = "0", Mems = "0" } });

        Assert.Equal(("0", "0"), (cpuset.Read("cpuset.cpus"), cpuset.Read("cpuset.mems")));
    }

    [Fact]
    public void Memory_and_swap_can_grow_and_shrink_together()
    {
        var memory = New("memory");
        foreach (var size in new[] { 64, 128, 32, 256, 16 })
        {
            Apply(memory, new() { Memory = new MemoryLimits { Limit = size * Mebibyte, Swap = 2 * size * Mebibyte } });

            Assert.Equal(
                ($"{size * Mebibyte}", $"{2 * size * Mebibyte}"),
                (memory.Read("memory.limit_in_bytes"), memory.Read("memory.memsw.limit_in_bytes")));
        }
    }

    [Fact]
    public void No_limit_of_memory_is_none_of_swap_either()
    {
        var memory = New("memory");
        var unlimited = memory.Read("memory.memsw.limit_in_bytes");
        Apply(memory, new() { Memory = new MemoryLimits { Limit = 64 * Mebibyte, Swap = 64 * Mebibyte } });

        Apply(memory, new() { Memory = new MemoryLimits { Limit = -1 } });

        Assert.Equal((unlimited, unlimited), (memory.Read("memory.limit_in_bytes"), memory.Read("memory.memsw.limit_in_bytes")));
    }

    [Fact]
    public void A_limit_of_both_below_that_of_memory_is_refused_in_words() =>
        Assert.Equal(
            $"unable to set memory+swap limit to {32 * Mebibyte}: it is below the memory limit {64 * Mebibyte}",
            Assert.Throws<CgroupException>(
                () => Apply(New("memory"), new() { Memory = new MemoryLimits { Limit = 64 * Mebibyte, Swap = 32 * Mebibyte } })).Message);

    [Fact]
    public void A_limit_that_what_is_used_cannot_shrink_to_is_refused_with_the_numbers()
    {
        var memory = New("memory");
        Apply(memory, new() { Memory = new MemoryLimits { Swappiness = 0 } });
        using var process = new WaitingProcess("x=$(head -c 4000000 /dev/zero | tr '\\0' x); echo ${#x}; read end");
        memory.Write("cgroup.procs", process.Pid);
        process.Go();
        Assert.Equal("4000000", process.ReadLine());

        // Anonymous memory without swap has nowhere to go.
        var error = Assert.Throws<CgroupException>(() => Apply(memory, new() { Memory = new MemoryLimits { Limit = Mebibyte, Swap = Mebibyte } }));

        Assert.StartsWith("unable to set memory limit to 1048576 (current usage: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Soft_limit_swappiness_kernel_tcp_and_the_killer_are_set()
    {
        var memory = New("memory");

        Apply(memory, new() { Memory = new MemoryLimits { Reservation = Mebibyte, Swappiness = 42, KernelTcp = Mebibyte, DisableOomKiller = true } });

        Assert.Equal(
            ($"{Mebibyte}", "42", $"{Mebibyte}"),
            (memory.Read("memory.soft_limit_in_bytes"), memory.Read("memory.swappiness"), memory.Read("memory.kmem.tcp.limit_in_bytes")));
        Assert.StartsWith("oom_kill_disable 1", memory.Read("memory.oom_control"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_swappiness_beyond_a_hundred_is_refused() =>
        Assert.Equal(
            "invalid memory swappiness value: 101 (valid range is 0-100)",
            Assert.Throws<CgroupException>(() => Apply(New("memory"), new() { Memory = new MemoryLimits { Swappiness = 101 } })).Message);

    [Fact]
    public void Rates_and_weights_of_block_devices_are_taken()
    {
        var (major, minor) = AnyBlockDevice();
        var blkio = New("blkio");

        ThrottleDevice[] Rate(ulong rate) => [new ThrottleDevice { Major = major, Minor = minor, Rate = rate }];
        Apply(blkio, new()
        {
            BlockIo = new BlockIoLimits
            {
                Weight = 200,
                ThrottleReadBpsDevice = Rate(1 << 20),
                ThrottleWriteBpsDevice = Rate(2 << 20),
                ThrottleReadIopsDevice = Rate(100),
                ThrottleWriteIopsDevice = Rate(200),
            },
        });

        Assert.Equal($"{major}:{minor} {1 << 20}", blkio.Read("blkio.throttle.read_bps_device"));
        Assert.Equal($"{major}:{minor} {2 << 20}", blkio.Read("blkio.throttle.write_bps_device"));
        Assert.Equal($"{major}:{minor} 100", blkio.Read("blkio.throttle.read_iops_device"));
        Assert.Equal($"{major}:{minor} 200", blkio.Read("blkio.throttle.write_iops_device"));
        Assert.Equal("200", (blkio.TryRead("blkio.weight") ?? blkio.Read("blkio.bfq.weight")).Split(' ', '\n')[^1]);
    }

    [Fact]
    public void Devices_are_allowed_one_by_one_after_everything_was_denied()
    {
        var devices = New("devices");

        Apply(devices, new()
        {
            Devices =
            [
                new DeviceRule { Allow = true, Type = "c", Major = 10, Minor = 229, Access = "rwm" },
                new DeviceRule { Access = "rwm" },
                new DeviceRule { Allow = true, Type = "c", Major = 1, Minor = 3, Access = "rw" },
                new DeviceRule { Allow = true, Major = 7, Access = "m" },
            ],
        });

        Assert.Equal(["b 7:* m", "c 1:3 rw", "c 7:* m"], devices.Read("devices.list").Split('\n').Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_rule_that_the_kernel_would_ignore_is_refused()
    {
        var devices = New("devices");

        var error = Assert.Throws<CgroupException>(() => Apply(devices, new()
        {
            Devices =
            [
                new DeviceRule { Access = "rwm" },
                new DeviceRule { Allow = true, Type = "c", Major = 1, Access = "rwm" },
                new DeviceRule { Type = "c", Major = 1, Minor = 3, Access = "r" },
            ],
        }));

        Assert.Equal(
            "linux.resources.devices: cgroup v1 cannot deny \"c 1:3 r\" after it was told to allow \"c 1:* rwm\"", error.Message);
    }

    [Fact]
    public void A_device_that_the_parent_lacks_cannot_be_allowed()
    {
        var parent = New("devices");
        Apply(parent, new() { Devices = [new DeviceRule { Access = "rwm" }] });
        using var child = CgroupDirectory.Open(Directory.CreateDirectory($"{parent.Path}/below").FullName);

        var error = Assert.Throws<CgroupException>(
            () => Apply(child, new() { Devices = [new DeviceRule { Allow = true, Type = "c", Major = 1, Minor = 3, Access = "r" }] }));

        Assert.Equal($"cannot allow devices \"c 1:3 r\": the group above {child.Path} does not allow them", error.Message);
    }

    private static (long Major, long Minor) AnyBlockDevice()
    {
        var device = Directory.EnumerateDirectories("/sys/block").Select(path => File.ReadAllText($"{path}/dev").Trim().Split(':')).FirstOrDefault();
        Assert.SkipWhen(device is null, "this machine has no block device");
        return (long.Parse(device[0]), long.Parse(device[1]));
    }

    private static void Apply(CgroupDirectory group, LinuxResources resources)
    {
        foreach (var controller in Controllers.V1.Where(controller => group.Path.Contains($"/{controller.Name}", StringComparison.Ordinal)))
        {
            controller.Apply(group, resources);
        }
    }

    private CgroupDirectory New(string controller)
    {
        var hierarchy = CgroupHierarchies.Current.Find(controller);
        Assert.SkipWhen(hierarchy is null, $"no cgroup v1 controller {controller} is mounted");
        var test = TestGroup.In(hierarchy);
        _groups.Add(test);
        return test.Group;
    }
}
