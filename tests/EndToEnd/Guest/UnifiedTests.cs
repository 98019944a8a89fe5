using Gantry.Harness.Runtimes;

namespace Gantry.EndToEnd.Guest;

/// <summary>Containers on cgroup v2, whoever makes their groups.</summary>
/// <remarks>runtime-spec config-linux.md "Control groups"; Documentation/admin-guide/cgroup-v2.rst</remarks>
[Trait("Stage", "Guest")]
public abstract class UnifiedTests(bool systemd)
{
    private const string FuseMayBeRead = """
        { "devices": [{ "allow": false, "access": "rwm" }, { "allow": true, "type": "c", "major": 10, "minor": 229, "access": "r" }] }
        """;

    [Fact]
    public async Task Every_limit_is_in_force()
    {
        var disk = (await File.ReadAllTextAsync("/sys/block/vda/dev")).Trim();
        var (major, minor) = (disk.Split(':')[0], disk.Split(':')[1]);
        await using var container = await (await UnifiedContainer.Shell(systemd, "sleep 60")).With($$"""
            {
              "memory": { "limit": 67108864, "reservation": 33554432, "swap": 100663296 },
              "cpu": { "shares": 512, "quota": 25000, "period": 50000, "burst": 10000, "cpus": "0", "mems": "0" },
              "pids": { "limit": 77 },
              "hugepageLimits": [{ "pageSize": "2MB", "limit": 4194304 }],
              "blockIO": {
                "weight": 500,
                "throttleReadBpsDevice": [{ "major": {{major}}, "minor": {{minor}}, "rate": 1000000 }],
                "throttleWriteIOPSDevice": [{ "major": {{major}}, "minor": {{minor}}, "rate": 200 }]
              },
              "unified": { "memory.high": "60000000", "memory.oom.group": "1" }
            }
            """).Begin();
        var expected = new Dictionary<string, string>
        {
            ["memory.max"] = "67108864",
            ["memory.low"] = "33554432",
            ["memory.high"] = "59998208",
            ["memory.swap.max"] = "33554432",
            ["memory.oom.group"] = "1",
            ["cpu.weight"] = "59",
            ["cpu.max"] = "25000 50000",
            ["cpu.max.burst"] = "10000",
            ["cpuset.cpus.effective"] = "0",
            ["cpuset.mems.effective"] = "0",
            ["pids.max"] = "77",
            ["hugetlb.2MB.max"] = "4194304",
            ["io.max"] = $"{disk} rbps=1000000 wbps=max riops=max wiops=200",
            ["io.weight"] = "default 4950",
        };
        Assert.Equal(expected, expected.Keys.ToDictionary(file => file, container.Read));
    }

    [Fact]
    public async Task A_running_containers_limits_are_changed_and_the_others_stay()
    {
        await using var container = await (await UnifiedContainer.Shell(systemd, "sleep 60")).With("""
            { "memory": { "limit": 67108864 }, "pids": { "limit": 50 }, "unified": { "memory.high": "60000000" } }
            """).Begin();
        (await container.Container.Do("update", "--memory", "134217728", "--cpu-quota", "20000", "--cpu-period", "40000", "--cpu-share", "1024", "--cpuset-cpus", "1", "--blkio-weight", "10"))
            .Succeeded();
        var expected = new Dictionary<string, string>
        {
            ["memory.max"] = "134217728",
            ["memory.high"] = "59998208",
            ["cpu.max"] = "20000 40000",
            ["cpu.weight"] = "100",
            ["cpuset.cpus.effective"] = "1",
            ["io.weight"] = "default 1",
            ["pids.max"] = "50",
        };
        Assert.Equal(expected, expected.Keys.ToDictionary(file => file, container.Read));
    }

    [Fact]
    public async Task A_paused_container_stands_still_and_goes_on()
    {
        await using var container = await (await UnifiedContainer.Shell(systemd, "sleep 60")).Begin();
        (await container.Container.Do("pause")).Succeeded();
        Assert.Equal("1", container.Value("cgroup.events", "frozen"));
        Assert.Equal("paused", await container.Container.Status());
        (await container.Container.Do("resume")).Succeeded();
        Assert.Equal("0", container.Value("cgroup.events", "frozen"));
        Assert.Equal("running", await container.Container.Status());
    }

    [Fact]
    public async Task A_paused_container_is_deleted_by_force_and_its_group_is_gone()
    {
        await using var container = await (await UnifiedContainer.Shell(systemd, "mkdir -p /tmp; sleep 60 & wait")).Begin();
        (await container.Container.Do("pause")).Succeeded();
        (await container.Container.Do("delete", "--force")).Succeeded();
        Assert.False(Directory.Exists(container.Group));
    }

    [Fact]
    public async Task All_processes_of_a_container_are_killed()
    {
        await using var container = await (await UnifiedContainer.Shell(systemd, "trap '' TERM; sleep 60 & echo ready; wait")).Begin();
        Assert.Equal("ready", await container.Container.Output.Line());
        (await container.Container.Command("kill", TestContainer.Id, "KILL").Run()).Succeeded();
        Assert.Equal("", await container.Container.Output.Rest());
        await container.Container.Ended();
        (await container.Container.Do("delete")).Succeeded();
        Assert.False(Directory.Exists(container.Group));
    }

    [Fact]
    public async Task A_device_may_be_used_as_the_rules_say_and_no_more()
    {
        await using var container = await UnifiedContainer.Shell(systemd, "for u in '<' '>'; do (eval \": $u/dev/fuse\") 2>/dev/null && echo $u; done; echo end");
        container.With(FuseMayBeRead).Container.Bundle.With("""
            { "linux": { "devices": [{ "path": "/dev/fuse", "type": "c", "major": 10, "minor": 229, "uid": 0, "gid": 0 }] } }
            """);
        Assert.Equal("<\nend\n", (await container.Container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task The_first_and_every_further_process_see_their_group_as_the_top()
    {
        await using var container = await (await UnifiedContainer.Shell(systemd, "cat /proc/self/cgroup; sleep 60")).Begin();
        Assert.Equal("0::/", await container.Container.Output.Line());
        Assert.Equal("0::/\n", (await container.Container.Exec("cat", "/proc/self/cgroup")).Succeeded().Stdout);
        Assert.Contains($"{container.Container.Pid}", container.Read("cgroup.procs").Split('\n'));
    }

    [Fact]
    public async Task A_process_enters_a_container_whose_own_groups_have_controllers()
    {
        // No internal processes: the container's top group refuses what a process of its own is beside of.
        await using var container = await UnifiedContainer.Shell(systemd, """
            mkdir /sys/fs/cgroup/inner && echo 1 >/sys/fs/cgroup/inner/cgroup.procs && echo +pids >/sys/fs/cgroup/cgroup.subtree_control && echo ready; sleep 60
            """);
        container.Container.Bundle.WithMount("""{ "destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": ["nosuid", "noexec", "nodev", "rw"] }""");
        await container.Begin();
        Assert.Equal("ready", await container.Container.Output.Line());
        Assert.Equal("0::/inner\n", (await container.Container.Exec("cat", "/proc/self/cgroup")).Succeeded().Stdout);
    }

    [Fact]
    public async Task What_a_container_uses_is_told()
    {
        await using var container = await (await UnifiedContainer.Shell(systemd, "i=0; while [ $i -lt 2000 ]; do i=$((i+1)); done; echo ready; sleep 60"))
            .With("""{ "memory": { "limit": 67108864 }, "pids": { "limit": 77 } }""").Begin();
        Assert.Equal("ready", await container.Container.Output.Line());
        var statistics = await container.Statistics();
        Assert.InRange((long)statistics["cpu"]!["usage"]!["total"]!, 1_000_000, 100_000_000_000);
        Assert.Equal(67108864, (long)statistics["memory"]!["usage"]!["limit"]!);
        Assert.InRange((long)statistics["memory"]!["usage"]!["usage"]!, 4096, 67108864);
        Assert.True(statistics["memory"]!["raw"]!.AsObject().ContainsKey("anon"));
        Assert.Equal(77, (long)statistics["pids"]!["limit"]!);
        Assert.InRange((long)statistics["pids"]!["current"]!, 1, 2);
        Assert.True(statistics["hugetlb"]!.AsObject().ContainsKey("2MB"));
    }

    [Fact]
    public async Task A_program_that_takes_too_much_memory_is_killed_and_counted()
    {
        await using var container = await (await UnifiedContainer.Shell(systemd, "tail /dev/zero; echo $?; sleep 60"))
            .With("""{ "memory": { "limit": 16777216, "swap": 16777216 } }""").Begin();
        Assert.Equal("137", await container.Container.Output.Line());
        Assert.Equal("1", container.Value("memory.events", "oom_kill"));
    }

    [Fact]
    public async Task A_second_container_cannot_have_the_group_of_a_running_one()
    {
        await using var container = await (await UnifiedContainer.Shell(systemd, "sleep 60")).Begin();
        var second = await container.Container.Command("create", "--bundle", container.Container.Bundle.Path, "second").Run();
        Assert.NotEqual(0, second.ExitCode);
        Assert.Equal("running", await container.Container.Status());
        (await container.Container.Exec("true")).Succeeded();
    }
}

/// <summary>Groups that the runtime makes itself.</summary>
public sealed class CgroupfsUnifiedTests() : UnifiedTests(systemd: false);

/// <summary>Scopes of systemd, with <c>--systemd-cgroup</c>.</summary>
public sealed class SystemdUnifiedTests() : UnifiedTests(systemd: true);
