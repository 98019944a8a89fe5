using Gantry.Harness.Commands;
using Gantry.Harness.Runtimes;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.EndToEnd.Runtime.Contract;

/// <summary>runtime-spec config.md "Process".</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task Arguments_and_environment_are_the_configs()
    {
        await using var container = await TestContainer.Of("sh", "-c", "printf '%s|' \"$@\"; echo; env | sort", "sh", "a b", "", "c");
        container.Bundle.With("""{ "process": { "env": ["PATH=/bin", "B=two words", "HOME=/x"] } }""");
        var output = (await container.Run()).Succeeded().Stdout;
        Assert.StartsWith("a b||c|\nB=two words\nHOME=/x\nPATH=/bin\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "/root")]
    [InlineData(1000, "/home/user")]
    [InlineData(4242, "/")]
    public async Task Home_is_what_the_containers_passwd_says_where_the_environment_has_none(int uid, string home)
    {
        await using var container = await TestContainer.Shell("echo $HOME");
        container.Bundle.With($$"""{ "process": { "user": { "uid": {{uid}}, "gid": 0 } } }""");
        Assert.Equal(home + "\n", (await container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task User_groups_and_umask_are_set()
    {
        await using var container = await TestContainer.Shell("id -u; id -g; id -G; umask");
        container.Bundle.With("""{ "process": { "user": { "uid": 1000, "gid": 1001, "additionalGids": [5, 77], "umask": 63 } } }""");
        Assert.Equal("1000\n1001\n1001 5 77\n0077\n", (await container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task The_working_directory_is_made_where_it_is_missing()
    {
        await using var container = await TestContainer.Shell("pwd");
        container.Bundle.With("""{ "process": { "cwd": "/new/place" } }""");
        Assert.Equal("/new/place\n", (await container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task A_relative_working_directory_is_refused()
    {
        await using var container = await TestContainer.Of("true");
        container.Bundle.With("""{ "process": { "cwd": "etc" } }""");
        var run = await container.Run();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("cwd", run.Stderr, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_working_directory_of_the_user_alone_is_entered()
    {
        // Root without CAP_DAC_OVERRIDE may not enter it, its owner may.
        await using var container = await TestContainer.Shell("pwd");
        var own = Path.Combine(container.Bundle.Rootfs, "home/user");
        File.SetUnixFileMode(own, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        (await Harness.Commands.Programs.Run("chown", "1000:1000", own)).Succeeded();
        container.Bundle.With("""{ "process": { "cwd": "/home/user", "user": { "uid": 1000, "gid": 1000 } } }""");
        Assert.Equal("/home/user\n", (await container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task Each_of_the_five_capability_sets_is_the_configs()
    {
        await using var container = await TestContainer.Of("grep", "^Cap", "/proc/self/status");
        container.Bundle.With("""
            { "process": { "noNewPrivileges": false, "user": { "uid": 1000, "gid": 1000 }, "capabilities": {
                "bounding": ["CAP_CHOWN", "CAP_KILL", "CAP_NET_BIND_SERVICE", "CAP_SYS_CHROOT"],
                "permitted": ["CAP_CHOWN", "CAP_KILL", "CAP_NET_BIND_SERVICE"],
                "effective": ["CAP_CHOWN", "CAP_KILL"],
                "inheritable": ["CAP_KILL", "CAP_NET_BIND_SERVICE"],
                "ambient": ["CAP_KILL"] } } }
            """);
        // execve by a user who is not root leaves only the ambient ones permitted and effective.
        const string expected = "CapInh:\t0000000000000420\nCapPrm:\t0000000000000020\nCapEff:\t0000000000000020\n"
            + "CapBnd:\t0000000000040421\nCapAmb:\t0000000000000020\n";
        Assert.Equal(expected, (await container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task A_capability_the_machine_does_not_give_is_left_out_with_a_warning()
    {
        await using var container = await TestContainer.Of("grep", "^CapBnd", "/proc/self/status");
        container.Bundle.With("""{ "process": { "capabilities": { "bounding": ["CAP_KILL", "CAP_FLY"] } } }""");
        var run = (await container.Run()).Succeeded();
        Assert.Equal("CapBnd:\t0000000000000020\n", run.Stdout);
        Assert.Contains("CAP_FLY", run.Stderr, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true", "1")]
    [InlineData("false", "0")]
    public async Task No_new_privileges_is_as_asked(string asked, string value)
    {
        await using var container = await TestContainer.Of("grep", "NoNewPrivs", "/proc/self/status");
        container.Bundle.With($$"""{ "process": { "noNewPrivileges": {{asked}} } }""");
        Assert.Equal($"NoNewPrivs:\t{value}\n", (await container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task Resource_limits_are_set()
    {
        await using var container = await TestContainer.Shell("ulimit -Sn; ulimit -Hn; ulimit -c");
        container.Bundle.With("""
            { "process": { "rlimits": [{ "type": "RLIMIT_NOFILE", "soft": 123, "hard": 456 }, { "type": "RLIMIT_CORE", "soft": 0, "hard": 0 }] } }
            """);
        Assert.Equal("123\n456\n0\n", (await container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task Resource_limits_hold_for_another_user_too()
    {
        await using var container = await TestContainer.Shell("id -u; ulimit -Sn; ulimit -Hn");
        container.Bundle.With("""
            { "process": { "user": { "uid": 1000, "gid": 1000 }, "rlimits": [{ "type": "RLIMIT_NOFILE", "soft": 123, "hard": 456 }] } }
            """);
        Assert.Equal("1000\n123\n456\n", (await container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task A_limit_that_cannot_be_raised_is_left_with_a_warning()
    {
        Assert.SkipUnless(RuntimeUnderTest.IsOurs, "runc fails where it may not raise a limit");
        Assert.SkipWhen(Kernel.GetCapabilities().Effective.Contains(Linux.Capabilities.Capability.CAP_SYS_RESOURCE), "root may raise limits on this machine");
        var highest = Kernel.GetResourceLimit(0, ResourceLimits.Find("RLIMIT_NOFILE")!.Value).Hard;
        await using var container = await TestContainer.Shell("ulimit -Hn");
        container.Bundle.With($$"""{ "process": { "rlimits": [{ "type": "RLIMIT_NOFILE", "soft": 64, "hard": {{highest + 1}} }] } }""");
        var run = (await container.Run()).Succeeded();
        Assert.Equal($"{highest}\n", run.Stdout);
        Assert.Contains("process.rlimits[0]", run.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_chance_to_be_killed_for_memory_is_set()
    {
        await using var container = await TestContainer.Of("cat", "/proc/self/oom_score_adj");
        container.Bundle.With("""{ "process": { "oomScoreAdj": 321 } }""");
        Assert.Equal("321\n", (await container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task No_descriptor_of_the_runtime_is_open_in_the_program()
    {
        await using var container = await TestContainer.Shell("cd /proc/self/fd; echo *");
        // 3 is the directory that the shell itself reads.
        Assert.Equal("0 1 2 3\n", (await container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task Descriptors_that_are_to_be_kept_are_passed_on()
    {
        await using var container = await TestContainer.Shell("cat <&3");
        container.Bundle.Save();
        await File.WriteAllTextAsync(container.Root["file"], "by descriptor\n");
        using var file = Kernel.Open(container.Root["file"], OpenFlags.ReadOnly);
        var command = container.Command("run", "--preserve-fds", "1", "--bundle", container.Bundle.Path, TestContainer.Id) with
        {
            Descriptors = new Dictionary<int, FileDescriptor> { [3] = file },
        };
        Assert.Equal("by descriptor\n", (await command.Run()).Succeeded().Stdout);
    }

    [Theory]
    [InlineData("$$", "1", "first second of 1 for 1\n")]
    [InlineData("1", "2", "first second of  for \n")]
    public async Task Sockets_that_the_caller_was_activated_by_come_before_other_descriptors(string listenPid, string preserved, string seen)
    {
        await using var container = await TestContainer.Shell("echo $(cat <&3) $(cat <&4) of \"$LISTEN_FDS\" for \"$LISTEN_PID\"");
        container.Bundle.Save();
        await File.WriteAllTextAsync(container.Root["first"], "first");
        await File.WriteAllTextAsync(container.Root["second"], "second");
        using var first = Kernel.Open(container.Root["first"], OpenFlags.ReadOnly);
        using var second = Kernel.Open(container.Root["second"], OpenFlags.ReadOnly);
        var command = container.Command("run", "--preserve-fds", preserved, "--bundle", container.Bundle.Path, TestContainer.Id);
        var run = await new Command("sh", ["-c", $"LISTEN_FDS=1 LISTEN_PID={listenPid} exec \"$@\"", "sh", command.Program, .. command.Arguments])
        {
            Descriptors = new Dictionary<int, FileDescriptor> { [3] = first, [4] = second },
        }.Run();
        Assert.Equal(seen, run.Succeeded().Stdout);
    }

    [Fact]
    public async Task Signals_begin_at_their_defaults()
    {
        await using var container = await TestContainer.Of("grep", "-E", "^Sig(Blk|Ign|Cgt)", "/proc/self/status");
        const string none = "0000000000000000";
        Assert.Equal($"SigBlk:\t{none}\nSigIgn:\t{none}\nSigCgt:\t{none}\n", (await container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task Scheduling_and_disk_priority_are_set()
    {
        await using var container = await TestContainer.Shell("cut -d' ' -f19,41 /proc/self/stat; ionice");
        container.Bundle.With("""
            { "process": { "scheduler": { "policy": "SCHED_BATCH", "nice": 7 }, "ioPriority": { "class": "IOPRIO_CLASS_BE", "priority": 6 } } }
            """);
        Assert.Equal("7 3\nbest-effort: prio 6\n", (await container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task A_32_bit_personality_is_told_by_uname()
    {
        await using var container = await TestContainer.Of("uname", "-m");
        container.Bundle.With("""{ "linux": { "personality": { "domain": "LINUX32" } } }""");
        Assert.Matches("^(i686|armv8l)\n$", (await container.Run()).Succeeded().Stdout);
    }
}
