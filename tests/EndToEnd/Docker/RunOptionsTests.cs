using Gantry.Harness;
using Gantry.Harness.Commands;

namespace Gantry.EndToEnd.Docker;

/// <summary>Each option of <c>docker run</c> is in force in the container.</summary>
public sealed class RunOptionsTests(RunOptionsTests.Host host) : IClassFixture<RunOptionsTests.Host>
{
    [Theory]
    [InlineData("-e NAME=value", "echo $NAME", "value")]
    [InlineData("-w /made/on/demand", "pwd", "/made/on/demand")]
    [InlineData("-u 1000", "id -u; id -g", "1000\n1000")]
    [InlineData("-u user:users", "id -u; id -g", "1000\n100")]
    [InlineData("-u 12:34", "id -u; id -g", "12\n34")]
    [InlineData("--group-add 777 -u user", "id -G", "1000 100 777")]
    [InlineData("-h box", "hostname; cat /etc/hostname", "box\nbox")]
    [InlineData("--hostname box --domainname example.org", "hostname -f; cat /proc/sys/kernel/domainname", "box.example.org\nexample.org")]
    [InlineData("--read-only", "touch /file 2>&1", "touch: /file: Read-only file system")]
    [InlineData("--read-only --tmpfs /scratch:size=1m", "touch /scratch/file; df -k /scratch | tail -n 1 | awk '{ print $2 }'", "1024")]
    [InlineData("--cap-drop ALL", "grep CapEff /proc/self/status", "CapEff:\t0000000000000000")]
    [InlineData("--cap-drop ALL --cap-add NET_ADMIN", "grep CapEff /proc/self/status", "CapEff:\t0000000000001000")]
    [InlineData("--security-opt no-new-privileges", "grep NoNewPrivs /proc/self/status", "NoNewPrivs:\t1")]
    [InlineData("--security-opt seccomp=unconfined", "grep ^Seccomp: /proc/self/status", "Seccomp:\t0")]
    [InlineData("--pids-limit 77", "cat /sys/fs/cgroup/pids/pids.max", "77")]
    [InlineData("--memory 64m", "cat /sys/fs/cgroup/memory/memory.limit_in_bytes", "67108864")]
    [InlineData("--cpus 0.5", "cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us", "50000")]
    [InlineData("--cpu-shares 512", "cat /sys/fs/cgroup/cpu/cpu.shares", "512")]
    [InlineData("--cpuset-cpus 0", "cat /sys/fs/cgroup/cpuset/cpuset.cpus", "0")]
    [InlineData("--ulimit nofile=99:100", "ulimit -n; ulimit -Hn", "99\n100")]
    [InlineData("--shm-size 2m", "df -k /dev/shm | tail -n 1 | awk '{ print $2 }'", "2048")]
    [InlineData("--sysctl net.ipv4.ip_default_ttl=99", "cat /proc/sys/net/ipv4/ip_default_ttl", "99")]
    [InlineData("--network none", "ls /sys/class/net", "lo")]
    [InlineData("--add-host db:10.9.8.7", "grep db /etc/hosts", "10.9.8.7\tdb")]
    [InlineData("--dns 10.1.1.1 --dns-search example.org", "cat /etc/resolv.conf", "nameserver 10.1.1.1\nsearch example.org")]
    [InlineData("--oom-score-adj 500", "cat /proc/self/oom_score_adj", "500")]
    [InlineData("--init", "cat /proc/1/comm", "gantry-init")]
    [InlineData("--pid host", "test $$ -gt 1 && test -d /proc/$PPID && echo other", "other")]
    [InlineData("--uts host", "hostname", "HOST")]
    [InlineData("--privileged", "grep ^Seccomp: /proc/self/status; test -e /dev/kmsg && echo devices", "Seccomp:\t0\ndevices")]
    [InlineData("--device /dev/fuse:/dev/other", "stat -c %t,%T /dev/other", "a,e5")]
    [InlineData("--mount type=tmpfs,destination=/t,tmpfs-size=1048576", "df -k /t | tail -n 1 | awk '{ print $2 }'", "1024")]
    [InlineData("-t", "test -t 0 && test -t 1 && test -t 2 && echo terminal", "terminal")]
    public async Task An_option_is_in_force(string options, string script, string expected)
    {
        var result = await host.Engine.Docker(["run", "--rm", .. options.Split(' '), "busybox", "sh", "-c", script]);
        Assert.Equal(expected.Replace("HOST", Environment.MachineName, StringComparison.Ordinal), result.Stdout.ReplaceLineEndings("\n").TrimEnd());
    }

    [Fact]
    public async Task A_directory_of_the_host_is_shared_and_can_be_read_only()
    {
        var shared = Directory.CreateDirectory(host.Engine.Root["shared"]).FullName;
        (await Run(["-v", $"{shared}:/data"], "echo from inside > /data/file")).Succeeded();
        Assert.Equal("from inside\n", await File.ReadAllTextAsync(Path.Combine(shared, "file")));
        var refused = await Run(["-v", $"{shared}:/data:ro"], "touch /data/file");
        Assert.Contains("Read-only file system", refused.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_directory_is_made_for_v_and_refused_for_mount()
    {
        var path = host.Engine.Root["made"];
        (await Run(["-v", $"{path}:/data"], "true")).Succeeded();
        Assert.True(Directory.Exists(path));
        var refused = await Run(["--mount", $"type=bind,source={path}-not,target=/data"], "true");
        Assert.Equal(125, refused.ExitCode);
        Assert.Contains("bind source path does not exist", refused.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_named_volume_keeps_its_content()
    {
        (await Run(["-v", "stuff:/data"], "echo kept > /data/file")).Succeeded();
        Assert.Equal("kept\n", (await Run(["-v", "stuff:/data"], "cat /data/file")).Succeeded().Stdout);
    }

    [Fact]
    public async Task The_hosts_network_is_shared_on_demand()
    {
        var inside = (await Run(["--network", "host"], "ls /sys/class/net")).Succeeded().Stdout;
        var outside = (await host.Engine.OnHost("sh", "-c", "ip -o link | cut -d: -f2 | cut -d@ -f1 | tr -d ' ' | sort")).Succeeded().Stdout;
        Assert.Equal(outside, inside);
    }

    [Fact]
    public async Task Memory_that_a_container_may_not_have_ends_it_and_is_told()
    {
        await host.Engine.Docker("run", "--name", "glutton", "--memory", "16m", "busybox", "sh", "-c", "head -c 100m /dev/zero | tail");
        Assert.Equal("true 137\n", (await host.Engine.Docker("inspect", "-f", "{{.State.OOMKilled}} {{.State.ExitCode}}", "glutton")).Succeeded().Stdout);
        (await host.Engine.Docker("rm", "glutton")).Succeeded();
    }

    [Theory]
    [InlineData("nosuch", 127, "exec: \"nosuch\": executable file not found in $PATH")]
    [InlineData("/etc/passwd", 126, "permission denied")]
    [InlineData("/etc", 126, "is a directory")]
    public async Task A_command_that_cannot_run_has_dockers_code_and_words(string command, int code, string words)
    {
        var result = await host.Engine.Docker("run", "--rm", "busybox", command);
        Assert.Equal(code, result.ExitCode);
        Assert.Contains(words, result.Stderr, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-u nobody-here", "unable to find user nobody-here: no matching entries in passwd file")]
    [InlineData("-u root:no-group", "unable to find group no-group: no matching entries in group file")]
    [InlineData("--memory 1k", "Minimum memory limit allowed is 6MB")]
    [InlineData("--cpus 1000", "range of CPUs is from 0.01 to")]
    [InlineData("--cap-add NOT_THERE", "invalid CapAdd: unknown capability: \"CAP_NOT_THERE\"")]
    [InlineData("-v relative/path:/data", "includes invalid characters for a local volume name")]
    [InlineData("-w relative", "the working directory 'relative' is invalid, it needs to be an absolute path")]
    [InlineData("--network nowhere", "network nowhere not found")]
    public async Task A_bad_option_is_refused_with_dockers_words(string options, string words)
    {
        var result = await host.Engine.Docker(["run", "--rm", .. options.Split(' '), "busybox", "true"]);
        Assert.Equal(125, result.ExitCode);
        Assert.Contains(words, result.Stderr, StringComparison.OrdinalIgnoreCase);
    }

    private Task<CommandResult> Run(string[] options, string script) => host.Engine.Docker(["run", "--rm", .. options, "busybox", "sh", "-c", script]);

    /// <summary>One engine for all of them.</summary>
    public sealed class Host : IAsyncLifetime
    {
        private LocalEngine? _engine;

        public LocalEngine Engine => _engine ?? throw new InvalidOperationException("the engine has not been started");

        public async ValueTask InitializeAsync()
        {
            _engine = await LocalEngine.Start();
            await _engine.ImportBusybox();
        }

        public ValueTask DisposeAsync() => _engine?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
