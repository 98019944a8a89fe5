using System.Text.Json.Nodes;

namespace Gantry.EndToEnd.Runtime.Containerd;

/// <summary>containerd's runc shim does with the runtime under test what it does with runc.</summary>
public sealed class ContainerdTests(ContainerdHost containerd) : IClassFixture<ContainerdHost>
{
    [Fact]
    public async Task A_program_runs_and_its_code_is_told()
    {
        var run = await containerd.Run("run", ["--rm"], "sh", "-c", "echo out; echo err >&2; exit 42");
        Assert.Equal((42, "out\n"), (run.ExitCode, run.Stdout));
        Assert.Contains("err\n", run.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_program_is_named()
    {
        var run = await containerd.Run("missing", ["--rm"], "nope");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("exec: \"nope\": executable file not found in $PATH", run.Stderr.Replace("\\\"", "\"", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_are_executed_in_a_running_container()
    {
        (await containerd.Run("executed", ["--detach"], "sleep", "60")).Succeeded();
        Assert.Equal("1\n", (await containerd.Do("tasks", "exec", "--exec-id", "one", "executed", "sh", "-c", "ls -d /proc/1 | wc -l")).Succeeded().Stdout);
        Assert.Equal(3, (await containerd.Do("tasks", "exec", "--exec-id", "two", "executed", "sh", "-c", "exit 3")).ExitCode);
        Assert.Equal("1000 /tmp\n", (await containerd.Do("tasks", "exec", "--exec-id", "three", "--user", "1000", "--cwd", "/tmp", "executed", "sh", "-c", "echo $(id -u) $(pwd)")).Succeeded().Stdout);
        await containerd.Remove("executed");
    }

    [Fact]
    public async Task A_task_is_listed_killed_and_deleted()
    {
        (await containerd.Run("killed", ["--detach"], "sh", "-c", "trap 'exit 5' TERM; touch /ready; while :; do sleep 0.05; done")).Succeeded();
        Assert.Matches(@"killed\s+\d+\s+RUNNING", (await containerd.Do("tasks", "list")).Succeeded().Stdout);
        (await containerd.Do("tasks", "exec", "--exec-id", "wait", "killed", "sh", "-c", "until [ -e /ready ]; do sleep 0.02; done")).Succeeded();
        var waiting = containerd.Do("tasks", "attach", "killed");
        (await containerd.Do("tasks", "kill", "--signal", "SIGTERM", "killed")).Succeeded();
        Assert.Equal(5, (await waiting).ExitCode);
        await containerd.Remove("killed");
        Assert.DoesNotContain("killed", (await containerd.Do("tasks", "list")).Succeeded().Stdout, StringComparison.Ordinal);
        Assert.Empty(Harness.TestCgroups.Directories(containerd.Cgroup("killed")));
    }

    [Fact]
    public async Task A_task_is_paused_and_resumed()
    {
        (await containerd.Run("paused", ["--detach"], "sleep", "60")).Succeeded();
        (await containerd.Do("tasks", "pause", "paused")).Succeeded();
        Assert.Matches(@"paused\s+\d+\s+PAUSED", (await containerd.Do("tasks", "list")).Succeeded().Stdout);
        (await containerd.Do("tasks", "resume", "paused")).Succeeded();
        Assert.Matches(@"paused\s+\d+\s+RUNNING", (await containerd.Do("tasks", "list")).Succeeded().Stdout);
        await containerd.Remove("paused");
    }

    [Fact]
    public async Task The_use_of_memory_and_processor_is_measured()
    {
        (await containerd.Run("measured", ["--detach", "--memory-limit", "67108864"], "sleep", "60")).Succeeded();
        var metrics = JsonNode.Parse((await containerd.Do("tasks", "metrics", "--format", "json", "measured")).Succeeded().Stdout)!;
        Assert.Equal(1, (long?)metrics["pids"]!["current"]);
        Assert.Equal(67108864, (long?)metrics["memory"]!["usage"]!["limit"]);
        await containerd.Remove("measured");
    }

    [Fact]
    public async Task The_processes_of_a_task_are_listed()
    {
        (await containerd.Run("processes", ["--detach"], "sh", "-c", "sleep 60 & sleep 60 & wait")).Succeeded();
        (await containerd.Do("tasks", "exec", "--exec-id", "wait", "processes", "sh", "-c", "until [ $(pidof sleep | wc -w) -ge 2 ]; do :; done")).Succeeded();
        Assert.Equal(3, (await containerd.Do("tasks", "ps", "processes")).Succeeded().Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length - 1);
        await containerd.Remove("processes");
    }

    [Theory]
    [InlineData("read-only", "--read-only", "touch /x 2>&1 | grep -o 'Read-only file system'", "Read-only file system")]
    [InlineData("cwd", "--cwd=/tmp", "pwd", "/tmp")]
    [InlineData("env", "--env=A=b", "echo $A", "b")]
    [InlineData("user", "--user=1000:100", "echo $(id -u) $(id -g)", "1000 100")]
    [InlineData("cap-add", "--cap-add=CAP_SYS_TIME", "echo $((0x$(sed -n 's/CapBnd:.//p' /proc/self/status) >> 25 & 1))", "1")]
    [InlineData("cap-drop", "--cap-drop=CAP_CHOWN", "echo $((0x$(sed -n 's/CapBnd:.//p' /proc/self/status) & 1))", "0")]
    [InlineData("seccomp", "--seccomp", "grep ^Seccomp: /proc/self/status", "Seccomp:\t2")]
    [InlineData("privileged", "--privileged", "echo $((0x$(sed -n 's/CapEff:.//p' /proc/self/status) >> 21 & 1))", "1")]
    [InlineData("hostname", "--hostname=named", "hostname", "named")]
    public async Task An_option_is_in_force(string id, string option, string script, string expected)
    {
        Assert.Equal(expected, (await containerd.Run(id, ["--rm", option], "sh", "-c", script)).Succeeded().Stdout.TrimEnd());
    }

    [Theory]
    [InlineData("memory", "--memory-limit=67108864", "memory.limit_in_bytes", "67108864")]
    [InlineData("cpus", "--cpus=0.5", "cpu.cfs_quota_us", "50000")]
    [InlineData("shares", "--cpu-shares=512", "cpu.shares", "512")]
    public async Task A_limit_is_in_force(string id, string option, string file, string value)
    {
        Assert.SkipWhen(File.Exists("/sys/fs/cgroup/cgroup.controllers"), $"{file} is of cgroup v1, and this machine has v2");
        (await containerd.Run(id, ["--detach", option], "sleep", "60")).Succeeded();
        var path = Harness.TestCgroups.Directories(containerd.Cgroup(id)).Select(directory => Path.Combine(directory, file)).First(File.Exists);
        Assert.Equal(value, (await File.ReadAllTextAsync(path)).TrimEnd());
        await containerd.Remove(id);
    }

    [Fact]
    public async Task A_directory_of_the_host_is_mounted()
    {
        var directory = Directory.CreateDirectory(containerd.Shared("volume")).FullName;
        await File.WriteAllTextAsync(Path.Combine(directory, "file"), "shared\n");
        var run = await containerd.Run("mounted", ["--rm", "--mount", $"type=bind,src={directory},dst=/data,options=rbind:ro"], "sh", "-c", "cat /data/file; touch /data/x 2>&1");
        Assert.Equal("shared\ntouch: /data/x: Read-only file system\n", run.Stdout);
    }

    [Fact]
    public async Task Root_is_an_ordinary_user_of_the_host_where_users_are_mapped()
    {
        string[] options = ["--rm", "--uidmap", "0:100000:65536", "--gidmap", "0:100000:65536"];
        var run = await containerd.Run("mapped", options, "sh", "-c", "id -u; cat /proc/self/uid_map | tr -s ' '; touch /x; stat -c %u /x");
        Assert.Equal("0\n 0 100000 65536\n0\n", run.Succeeded().Stdout);
    }

    [Fact]
    public async Task A_task_outlives_its_client()
    {
        (await containerd.Run("outliving", ["--detach"], "sh", "-c", "i=0; while :; do i=$((i+1)); echo $i >/count; sleep 0.02; done")).Succeeded();
        (await containerd.Do("tasks", "exec", "--exec-id", "wait", "outliving", "sh", "-c", "until [ \"$(cat /count)\" -gt 5 ] 2>/dev/null; do sleep 0.02; done")).Succeeded();
        await containerd.Remove("outliving");
    }
}
