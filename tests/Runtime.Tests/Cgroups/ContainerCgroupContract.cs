using Gantry.Harness.Cgroups;
using Gantry.Linux;
using Gantry.Linux.Cgroups;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Cgroups;

namespace Gantry.Runtime.Tests.Cgroups;

/// <summary>What a container's groups do on every hierarchy.</summary>
public abstract class ContainerCgroupContract : IDisposable
{
    private readonly string _path = $"/{TestGroup.NewName()}/{TestGroup.NewName()}";
    private readonly CgroupHierarchies _hierarchies;

    protected ContainerCgroupContract(CgroupHierarchies hierarchies)
    {
        _hierarchies = hierarchies;
        Cgroup = CgroupPlacement.Place("unused", _path, CgroupDriver.Cgroupfs, _hierarchies);
    }

    protected ContainerCgroup Cgroup { get; }

    protected IEnumerable<string> Directories => Cgroup.Location.Paths.Values.Distinct();

    public void Dispose()
    {
        foreach (var directory in Directories)
        {
            using (var group = CgroupDirectory.TryOpen(directory))
            {
                if (group is not null)
                {
                    CgroupKill.KillEach(group);
                }
            }

            CgroupRemoval.TryRemove(Path.GetDirectoryName(directory) ?? directory, TimeSpan.FromSeconds(10));
        }

        Cgroup.Dispose();
        CleanUp();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void A_process_that_is_added_is_in_every_group()
    {
        using var process = Enter();

        Assert.Equal([process.Pid], Cgroup.Processes());
        Assert.All(Directories, directory => Assert.Equal([$"{process.Pid}"], File.ReadAllLines($"{directory}/cgroup.procs")));
    }

    [Fact]
    public void A_process_moves_itself_by_the_tasks_files_and_the_directory()
    {
        Cgroup.Create(resources: null);
        var files = Cgroup.OpenTaskFiles();
        using var process = new WaitingProcess($"for f in {string.Join(' ', files.Select(file => $"/proc/{Environment.ProcessId}/fd/{file.Number}"))}; do echo 0 >$f; done; echo in; read end");
        if (Cgroup.Directory is { } directory)
        {
            using var group = CgroupDirectory.Open($"/proc/self/fd/{directory.Number}");
            group.Write("cgroup.procs", process.Pid);
        }

        process.Go();

        Assert.Equal("in", process.ReadLine());
        Assert.All(Directories, each => Assert.Equal([$"{process.Pid}"], File.ReadAllLines($"{each}/cgroup.procs")));
        foreach (var file in files)
        {
            file.Dispose();
        }
    }

    [Fact]
    public void A_group_with_processes_cannot_be_taken_by_a_second_container()
    {
        using var process = Enter();
        using var second = CgroupPlacement.Place("unused", _path, CgroupDriver.Cgroupfs, _hierarchies);

        var error = Assert.Throws<CgroupException>(() => second.Create(resources: null));

        Assert.StartsWith("container's cgroup is not empty: 1 process(es) found in ", error.Message, StringComparison.Ordinal);
        second.Kill();
        second.Delete();
        process.Go();
        process.Send("still there");
        Assert.Equal("still there", process.ReadLine());
        Assert.Equal([process.Pid], Cgroup.Processes());
    }

    [Fact]
    public void A_group_that_cannot_be_limited_as_asked_is_not_left_behind()
    {
        Assert.Throws<CgroupException>(() => Cgroup.Create(new LinuxResources { Devices = [new DeviceRule { Type = "x" }] }));

        Assert.DoesNotContain(Directories, Directory.Exists);
    }

    [Fact]
    public void A_frozen_container_stands_still_until_it_is_thawed()
    {
        using var process = Enter();
        process.Go();
        Assert.False(Cgroup.IsFrozen);

        Cgroup.Freeze();
        Assert.True(Cgroup.IsFrozen);
        process.Send("meanwhile");
        Assert.Null(process.ReadLine(timeoutMilliseconds: 100));

        Cgroup.Thaw();
        Assert.False(Cgroup.IsFrozen);
        Assert.Equal("meanwhile", process.ReadLine());
    }

    [Fact]
    public void A_frozen_container_can_be_killed()
    {
        using var process = Enter("sleep 100 & echo forked; wait");
        process.Go();
        Assert.Equal("forked", process.ReadLine());
        Cgroup.Freeze();

        Cgroup.Kill();

        Assert.Equal(Signal.SIGKILL, process.Wait().Signal);
        Cgroup.Delete();
    }

    [Fact]
    public void Nothing_outruns_a_kill()
    {
        // No fork bomb without a brake on the test machine: at most five at once, but without end.
        using var process = Enter("echo running; while :; do for i in 1 2 3 4 5; do (exec true) & done; wait; done");
        process.Go();
        Assert.Equal("running", process.ReadLine());

        Cgroup.Kill();

        Assert.Equal(Signal.SIGKILL, process.Wait().Signal);
        Cgroup.Delete();
        Assert.DoesNotContain(Directories, Directory.Exists);
    }

    [Fact]
    public void Groups_that_the_container_made_are_removed_with_it()
    {
        Cgroup.Create(resources: null);
        foreach (var directory in Directories)
        {
            Directory.CreateDirectory($"{directory}/a/b");
        }

        Cgroup.Delete();

        Assert.DoesNotContain(Directories, Directory.Exists);
    }

    [Fact]
    public void Groups_that_are_gone_have_no_processes_are_not_frozen_and_need_no_killing()
    {
        Cgroup.Create(resources: null);
        foreach (var directory in Directories)
        {
            Directory.Delete(directory);
        }

        using var reopened = CgroupPlacement.Reopen(Cgroup.Location);
        Assert.Empty(reopened.Processes());
        Assert.False(reopened.IsFrozen);
        reopened.Kill();
        reopened.Delete();
    }

    [Fact]
    public void A_later_command_finds_the_groups_by_what_the_state_file_kept()
    {
        using var process = Enter();
        using var reopened = CgroupPlacement.Reopen(Cgroup.Location);

        Assert.Equal(Cgroup.Location.Paths, reopened.Location.Paths);
        Assert.Equal([process.Pid], reopened.Processes());
        reopened.Kill();
        process.Wait();
        reopened.Delete();
        Assert.DoesNotContain(Directories, Directory.Exists);
    }

    [Fact]
    public void A_device_that_is_not_allowed_cannot_be_opened()
    {
        using var process = Enter("head -c1 /dev/zero | wc -c; echo x >/dev/null && echo written; head -c1 /dev/null 2>&1", Only("c", 1, 3, "w"));
        process.Go();

        Assert.Contains("Operation not permitted", process.ReadLine(), StringComparison.Ordinal);
        Assert.Equal("0", process.ReadLine());
        Assert.Equal("written", process.ReadLine());
        Assert.Contains("Operation not permitted", process.ReadLine(), StringComparison.Ordinal);
    }

    [Fact]
    public void Device_rules_that_are_updated_take_the_place_of_the_old_ones()
    {
        using var process = Enter("head -c1 /dev/zero 2>&1; read again; head -c1 /dev/zero | wc -c", Only("c", 1, 3, "rwm"));
        process.Go();
        Assert.Contains("Operation not permitted", process.ReadLine(), StringComparison.Ordinal);

        Cgroup.Update(Only("c", 1, 5, "r"));
        process.Send("again");

        Assert.Equal("1", process.ReadLine());
    }

    [Fact]
    public void What_a_container_uses_is_counted()
    {
        using var process = Enter("i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; echo done; cat");
        process.Go();
        Assert.Equal("done", process.ReadLine());

        Assert.InRange(Cgroup.Statistics().Cpu?.TotalNanoseconds ?? 0, 1_000_000UL, 10_000_000_000UL);
    }

    [Fact]
    public void A_fork_beyond_the_limit_of_processes_fails()
    {
        NeedsController("pids");
        using var process = Enter("(true) || true; sleep 100 & sleep 100 & sleep 100 & wait", new LinuxResources { Pids = new PidsLimit { Limit = 3 } });
        process.Go();

        Assert.Contains("fork", process.ReadLine(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(3UL, Cgroup.Statistics().Pids?.Limit);
    }

    [Fact]
    public void A_memory_limit_below_what_is_used_is_refused_where_that_is_asked_for()
    {
        NeedsController("memory");
        using var process = Enter("x=$(head -c 4000000 /dev/zero | tr '\\0' x); echo ${#x}; cat", new LinuxResources { Memory = new MemoryLimits { Limit = 64 << 20 } });
        process.Go();
        Assert.Equal("4000000", process.ReadLine());

        var error = Assert.Throws<CgroupException>(
            () => Cgroup.Update(new LinuxResources { Memory = new MemoryLimits { Limit = 1 << 20, CheckBeforeUpdate = true } }));

        Assert.StartsWith("rejecting memory limit 1048576 <= usage ", error.Message, StringComparison.Ordinal);
        Assert.Equal(64UL << 20, Cgroup.Statistics().Memory?.Usage.Limit);
    }

    /// <summary>For what the hierarchy needed besides.</summary>
    protected virtual void CleanUp()
    {
    }

    protected WaitingProcess Enter(string script = WaitingProcess.Echo, LinuxResources? resources = null)
    {
        Cgroup.Create(resources);
        var process = new WaitingProcess(script);
        Cgroup.Add(process.Pid);
        return process;
    }

    private static LinuxResources Only(string type, long major, long minor, string access) => new()
    {
        Devices = [new DeviceRule { Access = "rwm" }, new DeviceRule { Allow = true, Type = type, Major = major, Minor = minor, Access = access }],
    };

    private void NeedsController(string name)
    {
        var has = _hierarchies.Find(name) is not null
            || (_hierarchies is { IsUnifiedOnly: true, Unified: { } unified } && File.ReadAllText($"{unified.MountPoint}/cgroup.controllers").Split(' ', '\n').Contains(name));
        Assert.SkipUnless(has, $"this hierarchy has no controller {name}");
    }
}
