using Gantry.Harness.Runtimes;
using Gantry.Linux;

namespace Gantry.EndToEnd.Runtime.Podman;

/// <summary>podman does with the runtime under test what it does with crun and runc.</summary>
public sealed class PodmanTests(PodmanHost podman) : IClassFixture<PodmanHost>
{
    [Fact]
    public async Task A_program_runs_and_its_code_is_told()
    {
        var run = await podman.Run(["--rm"], "sh", "-c", "echo out; echo err >&2; exit 42");
        Assert.Equal((42, "out\n", "err\n"), (run.ExitCode, run.Stdout, run.Stderr));
    }

    [Fact]
    public async Task Input_reaches_the_program()
    {
        var run = podman.RunCommand(["--rm", "-i"], "cat") with { Input = "through\n" };
        Assert.Equal("through\n", (await run.Run()).Succeeded().Stdout);
    }

    [Theory]
    [InlineData("nope", 127)]
    [InlineData("/etc/passwd", 126)]
    public async Task A_program_that_cannot_be_executed_has_its_own_code(string program, int code) =>
        Assert.Equal(code, (await podman.Run(["--rm"], program)).ExitCode);

    [Fact]
    public async Task A_detached_container_is_executed_in_logged_and_stopped()
    {
        var id = (await podman.Run(["-d"], "sh", "-c", "trap 'echo bye; exit 5' TERM; echo hello; while :; do sleep 0.05; done")).Succeeded().Stdout.Trim();
        Assert.Equal("1\n", (await podman.Do("exec", id, "sh", "-c", "ls -d /proc/1 | wc -l")).Succeeded().Stdout);
        Assert.Equal(3, (await podman.Do("exec", id, "sh", "-c", "exit 3")).ExitCode);
        Assert.Equal("user /tmp b\n", (await podman.Do("exec", "-u", "user", "-w", "/tmp", "-e", "A=b", id, "sh", "-c", "echo $(id -un) $(pwd) $A")).Succeeded().Stdout);
        (await podman.Do("stop", id)).Succeeded();
        Assert.Equal("5\n", (await podman.Do("inspect", "--format", "{{.State.ExitCode}}", id)).Succeeded().Stdout);
        Assert.Equal("hello\nbye\n", (await podman.Do("logs", id)).Succeeded().Stdout);
        (await podman.Do("rm", id)).Succeeded();
    }

    [Fact]
    public async Task A_stopped_container_starts_again()
    {
        var id = (await podman.Run(["-d"], "sh", "-c", "echo run >>/runs; cat /runs")).Succeeded().Stdout.Trim();
        (await podman.Do("wait", id)).Succeeded();
        Assert.Equal("run\nrun\n", (await podman.Do("start", "--attach", id)).Succeeded().Stdout);
    }

    [Fact]
    public async Task A_container_that_ignores_the_signal_is_killed()
    {
        var id = (await podman.Run(["-d"], "sh", "-c", "trap '' TERM; while :; do sleep 0.05; done")).Succeeded().Stdout.Trim();
        (await podman.Do("stop", "--time", "1", id)).Succeeded();
        Assert.Equal("137\n", (await podman.Do("inspect", "--format", "{{.State.ExitCode}}", id)).Succeeded().Stdout);
    }

    [Fact]
    public async Task A_container_is_paused_and_unpaused()
    {
        var id = (await podman.Run(["-d"], "sleep", "60")).Succeeded().Stdout.Trim();
        (await podman.Do("pause", id)).Succeeded();
        Assert.Equal("paused\n", (await podman.Do("inspect", "--format", "{{.State.Status}}", id)).Succeeded().Stdout);
        Assert.NotEqual(0, (await podman.Do("exec", id, "true")).ExitCode);
        (await podman.Do("unpause", id)).Succeeded();
        (await podman.Do("exec", id, "true")).Succeeded();
        (await podman.Do("kill", id)).Succeeded();
    }

    [Theory]
    [InlineData("--memory=64m", "memory/memory.limit_in_bytes", "67108864")]
    [InlineData("--pids-limit=33", "pids/pids.max", "33")]
    [InlineData("--cpus=0.5", "cpu/cpu.cfs_quota_us", "50000")]
    [InlineData("--cpu-shares=256", "cpu/cpu.shares", "256")]
    [InlineData("--cpuset-cpus=0", "cpuset/cpuset.cpus", "0")]
    public async Task A_limit_is_seen_inside(string option, string file, string value)
    {
        Assert.SkipWhen(File.Exists("/sys/fs/cgroup/cgroup.controllers"), $"{file} is of cgroup v1, and this machine has v2");
        Assert.Equal(value + "\n", (await podman.Run(["--rm", option], "cat", $"/sys/fs/cgroup/{file}")).Succeeded().Stdout);
    }

    [Fact]
    public async Task A_program_out_of_memory_is_killed()
    {
        var run = await podman.Run(["--rm", "--memory=20m", "--memory-swap=20m"], "sh", "-c", "head -c 100m /dev/zero | tail >/dev/null; echo $?");
        Assert.NotEqual("0\n", run.Stdout);
    }

    [Theory]
    [InlineData("--read-only", "touch /x 2>&1 | grep -o 'Read-only file system'", "Read-only file system")]
    [InlineData("--cap-drop=ALL", "grep CapEff /proc/self/status", "CapEff:\t0000000000000000")]
    [InlineData("--cap-add=SYS_TIME", "echo $((0x$(sed -n 's/CapBnd:.//p' /proc/self/status) >> 25 & 1))", "1")]
    [InlineData("--hostname=named", "hostname", "named")]
    [InlineData("--user=1000:100", "echo $(id -u) $(id -g)", "1000 100")]
    [InlineData("--workdir=/tmp", "pwd", "/tmp")]
    [InlineData("--env=A=b c", "echo $A", "b c")]
    [InlineData("--tmpfs=/mnt:size=64k", "df -k /mnt | tail -n 1 | awk '{ print $2 }'", "64")]
    [InlineData("--sysctl=net.ipv4.ip_default_ttl=55", "cat /proc/sys/net/ipv4/ip_default_ttl", "55")]
    [InlineData("--oom-score-adj=123", "cat /proc/self/oom_score_adj", "123")]
    [InlineData("--device=/dev/fuse", "ls /dev/fuse", "/dev/fuse")]
    [InlineData("--shm-size=1m", "df -k /dev/shm | tail -n 1 | awk '{ print $2 }'", "1024")]
    [InlineData("--security-opt=no-new-privileges", "grep NoNewPrivs /proc/self/status", "NoNewPrivs:\t1")]
    [InlineData("--security-opt=seccomp=unconfined", "grep ^Seccomp: /proc/self/status", "Seccomp:\t0")]
    [InlineData("--init", "cat /proc/1/cmdline | tr '\\0' ' ' | cut -d' ' -f1", "/run/podman-init")]
    [InlineData("--pid=host", "test -d /proc/$PPID && echo $(($$ > 1))", "1")]
    [InlineData("--privileged", "test -e /dev/kmsg && grep ^Seccomp: /proc/self/status", "Seccomp:\t0")]
    public async Task An_option_is_in_force(string option, string script, string expected)
    {
        string[] options = option == "--init" ? ["--init", "--init-path", Harness.Binaries.Init] : [option];
        Assert.Equal(expected, (await podman.Run(["--rm", .. options], "sh", "-c", script)).Succeeded().Stdout.TrimEnd());
    }

    [Fact]
    public async Task A_resource_limit_is_in_force() =>
        // podman would raise the others to what this machine may not allow.
        Assert.Equal("99\n", (await podman.Run(["--rm", "--ulimit=nofile=99:99", "--ulimit=nproc=1000:1000"], "sh", "-c", "ulimit -n")).Succeeded().Stdout);

    [Fact]
    public async Task A_filter_of_system_calls_is_loaded_by_default() =>
        Assert.Equal("Seccomp:\t2\n", (await podman.Run(["--rm"], "grep", "^Seccomp:", "/proc/self/status")).Succeeded().Stdout);

    [Fact]
    public async Task Root_is_an_ordinary_user_of_the_host_where_users_are_mapped()
    {
        var run = await podman.Run(["--rm", "--uidmap=0:100000:65536", "--gidmap=0:100000:65536"], "sh", "-c", "id -u; cut -c12-22 /proc/self/uid_map; touch /x; stat -c %u /x");
        Assert.Equal("0\n    100000 \n0\n", run.Succeeded().Stdout);
    }

    [Fact]
    public async Task A_volume_is_shared_with_the_host()
    {
        var directory = Directory.CreateDirectory(podman.Shared("volume")).FullName;
        (await podman.Run(["--rm", "-v", $"{directory}:/data"], "sh", "-c", "echo from inside >/data/file")).Succeeded();
        Assert.Equal("from inside\n", await File.ReadAllTextAsync(Path.Combine(directory, "file")));
        Assert.NotEqual(0, (await podman.Run(["--rm", "-v", $"{directory}:/data:ro"], "touch", "/data/x")).ExitCode);
    }

    [Fact]
    public async Task A_terminal_is_given()
    {
        var run = await podman.Run(["--rm", "-t"], "sh", "-c", "tty; echo end");
        Assert.Equal("/dev/pts/0\r\nend\r\n", run.Succeeded().Stdout);
    }

    [Fact]
    public async Task Containers_of_a_pod_share_their_namespaces()
    {
        var first = (await podman.Run(["-d"], "sleep", "60")).Succeeded().Stdout.Trim();
        var shared = await podman.Run(["--rm", "--network", $"container:{first}", "--ipc", $"container:{first}", "--pid", $"container:{first}"], "cat", "/proc/1/cmdline");
        Assert.Equal("sleep\0" + "60\0", shared.Succeeded().Stdout);
        (await podman.Do("rm", "-f", "-t", "0", first)).Succeeded();
    }

    [Fact]
    public async Task Limits_of_a_running_container_are_changed()
    {
        var id = (await podman.Run(["-d", "--memory=64m"], "sleep", "60")).Succeeded().Stdout.Trim();
        (await podman.Do("update", "--memory=32m", id)).Succeeded();
        Assert.Equal("33554432\n", (await podman.Do("exec", id, "cat", "/sys/fs/cgroup/memory/memory.limit_in_bytes")).Succeeded().Stdout);
        (await podman.Do("rm", "-f", "-t", "0", id)).Succeeded();
    }

    [Fact]
    public async Task Signals_reach_the_program_through_the_attached_client()
    {
        using var output = new OutputPipe();
        var command = podman.RunCommand(["--name", "signalled"], "sh", "-c", "trap 'exit 9' USR1; echo ready; while :; do sleep 0.05; done") with
        {
            Descriptors = new Dictionary<int, FileDescriptor> { [1] = output.Writer },
        };
        await using var running = command.Start();
        Assert.Equal("ready", await output.Line());
        // podman passes nothing on before it has written down that the container runs.
        (await podman.Do("wait", "--condition", "running", "signalled")).Succeeded();
        running.Send(Signal.SIGUSR1);
        Assert.Equal(9, (await running.End()).ExitCode);
    }

    [Fact]
    public async Task Nothing_is_left_of_a_removed_container()
    {
        var before = Harness.TestMounts.Below(podman.Shared("storage")).Count;
        (await podman.Run(["--rm", "--name", "gone"], "true")).Succeeded();
        Assert.Equal(before, Harness.TestMounts.Below(podman.Shared("storage")).Count);
        Assert.Equal(125, (await podman.Do("inspect", "gone")).ExitCode);
    }
}
