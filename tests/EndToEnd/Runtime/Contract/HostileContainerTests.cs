using System.Security.Cryptography;
using Gantry.Harness.Commands;
using Gantry.Harness.Runtimes;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.EndToEnd.Runtime.Contract;

/// <summary>Ways out of a container that runtimes once left open.</summary>
public sealed class HostileContainerTests
{
    [Fact]
    public async Task CVE_2019_5736_The_runtime_is_not_overwritten_through_proc_self_exe()
    {
        // Whoever runs /evil runs the runtime itself, inside. There the loader stops at a fifo that it takes for a library, so that the container's own process has
        // time to open what it sees as that process's exe; it writes to it once the runtime runs no more, for a file that runs is busy.
        await using var container = await TestContainer.Shell("""
            seen=nothing
            while [ ! -e /over ]; do
                for exe in /proc/[0-9]*/exe; do
                    case $seen$(readlink $exe) in
                        nothing | nothing*/busybox | it*) ;;
                        *) (: <$exe) 2>/dev/null && exec 3<$exe 4<>/library && seen=it && printf "%4000s" >&4 ;;
                    esac
                done
            done
            [ $seen = nothing ] || echo pwned 2>/dev/null >/proc/self/fd/3
            echo tried $seen
            exec sleep 60
            """);
        var rootfs = container.Bundle.Rootfs;
        var loader = File.Exists("/lib64/ld-linux-x86-64.so.2") ? "/lib64/ld-linux-x86-64.so.2" : "/lib/ld-linux-aarch64.so.1";
        Directory.CreateDirectory(rootfs + Path.GetDirectoryName(loader));
        File.Copy(loader, rootfs + loader);
        await File.WriteAllTextAsync(Path.Combine(rootfs, "evil"), "#!/proc/self/exe\n");
        (await Programs.Run("mkfifo", Path.Combine(rootfs, "library"))).Succeeded();
        (await Programs.Run("chmod", "755", Path.Combine(rootfs, "evil"), rootfs + loader)).Succeeded();
        var copy = container.Root["runtime"];
        File.Copy(container.Runtime, copy);
        (await Programs.Run("chmod", "755", copy)).Succeeded();
        var before = SHA256.HashData(await File.ReadAllBytesAsync(copy));
        await container.Begin();
        await Programs.Run(copy, "--root", container.Root["state"], "exec", "--env", "LD_PRELOAD=/library", TestContainer.Id, "/evil");
        await File.WriteAllTextAsync(Path.Combine(rootfs, "over"), "");
        // A runtime that is linked statically has no loader to stop, and may be gone before it is seen.
        Assert.StartsWith(RuntimeUnderTest.IsOurs ? "tried it" : "tried", await container.Output.Line(), StringComparison.Ordinal);
        Assert.Equal(before, SHA256.HashData(await File.ReadAllBytesAsync(copy)));
    }

    [Theory]
    [MemberData(nameof(Descriptors))]
    public async Task CVE_2024_21626_A_leaked_descriptor_is_no_working_directory(int descriptor)
    {
        await using var container = await TestContainer.Shell("cat ../../../../../../../../../proc/1/comm ../../../../etc/hostname; pwd");
        container.Bundle.With($$"""{ "process": { "cwd": "/proc/self/fd/{{descriptor}}" } }""");
        var run = await container.Run();
        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal("", run.Stdout);
    }

    [Theory]
    [MemberData(nameof(Descriptors))]
    public async Task CVE_2024_21626_A_leaked_descriptor_is_no_working_directory_of_exec(int descriptor)
    {
        await using var container = await (await TestContainer.Of("sleep", "60")).Begin();
        var exec = await container.Command("exec", "--cwd", $"/proc/self/fd/{descriptor}", TestContainer.Id, "ls", "../../../..").Run();
        Assert.NotEqual(0, exec.ExitCode);
        Assert.Equal("", exec.Stdout);
    }

    [Fact]
    public async Task CVE_2025_31133_A_link_in_place_of_dev_null_does_not_unmask_a_path()
    {
        // Masking binds /dev/null over the path: were the container's own /dev/null trusted, this link would put the target there instead.
        await using var container = await TestContainer.Shell("cat /masked; echo overwritten >/masked; cat /target");
        Content(container, "masked", "secret\n");
        Content(container, "target", "kept\n");
        File.Delete(Path.Combine(container.Bundle.Rootfs, "dev/null"));
        File.CreateSymbolicLink(Path.Combine(container.Bundle.Rootfs, "dev/null"), "/target");
        container.Bundle.WithoutMount("/dev/pts").WithoutMount("/dev/shm").WithoutMount("/dev/mqueue").WithoutMount("/dev")
            .With("""{ "linux": { "maskedPaths": ["/masked"] } }""");
        var run = await container.Run();
        Assert.DoesNotContain("secret", run.Stdout, StringComparison.Ordinal);
        Assert.Equal("kept\n", await File.ReadAllTextAsync(Path.Combine(container.Bundle.Rootfs, "target")));
        Assert.Equal("secret\n", await File.ReadAllTextAsync(Path.Combine(container.Bundle.Rootfs, "masked")));
    }

    [Fact]
    public async Task CVE_2025_52565_A_link_in_place_of_dev_console_does_not_lead_the_terminal_elsewhere()
    {
        // Nobody reads the terminal: run without a console socket keeps it to itself.
        await using var container = await TestContainer.Of("stat", "-c", "%F", "/target");
        Content(container, "target", "kept\n");
        File.CreateSymbolicLink(Path.Combine(container.Bundle.Rootfs, "dev/console"), "/target");
        container.Bundle.WithoutMount("/dev/pts").WithoutMount("/dev/shm").WithoutMount("/dev/mqueue").WithoutMount("/dev")
            .WithMount("""{ "destination": "/dev/pts", "type": "devpts", "source": "devpts", "options": ["newinstance", "ptmxmode=0666"] }""")
            .With("""{ "process": { "terminal": true } }""");
        var run = await container.Run();
        Assert.DoesNotContain("character", run.Stdout, StringComparison.Ordinal);
        Assert.Equal("kept\n", await File.ReadAllTextAsync(Path.Combine(container.Bundle.Rootfs, "target")));
    }

    [Fact]
    public async Task CVE_2025_52881_A_link_in_place_of_proc_does_not_redirect_what_is_written_there()
    {
        await using var container = await TestContainer.Of("true");
        var proc = Path.Combine(container.Bundle.Rootfs, "proc");
        Directory.Delete(proc);
        File.CreateSymbolicLink(proc, "/elsewhere");
        Directory.CreateDirectory(Path.Combine(container.Bundle.Rootfs, "elsewhere"));
        var run = await container.Run();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("proc", run.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CVE_2025_52881_A_fake_proc_receives_no_sysctl()
    {
        await using var container = await TestContainer.Of("sleep", "60");
        var fake = container.Root["fake"];
        Directory.CreateDirectory(fake);
        await File.WriteAllTextAsync(Path.Combine(fake, "ip_default_ttl"), "untouched\n");

        // A hook stands in for the other container that wins the race: when the settings are written, both names of /proc that the runtime could go by lead to the fake.
        var mounts = string.Join(" && ", new[] { "/proc", Path.Combine(container.Bundle.Rootfs, "proc") }.Select(proc => $"mount --bind {fake} {proc}/sys/net/ipv4"));
        container.Bundle.With($$"""
            {
              "hooks": { "createContainer": [{ "path": "/bin/sh", "args": ["sh", "-c", "{{mounts}}"], "env": ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"] }] },
              "linux": { "sysctl": { "net.ipv4.ip_default_ttl": "77" }, "maskedPaths": null, "readonlyPaths": null }
            }
            """);
        await container.Begin();
        Assert.Equal("untouched\n", (await container.Exec("cat", "/proc/sys/net/ipv4/ip_default_ttl")).Succeeded().Stdout);
        Assert.Equal("untouched\n", await File.ReadAllTextAsync(Path.Combine(fake, "ip_default_ttl")));
        var real = await Programs.Run("nsenter", $"--net=/proc/{container.Pid}/ns/net", "cat", "/proc/sys/net/ipv4/ip_default_ttl");
        Assert.Equal("77\n", real.Succeeded().Stdout);
    }

    [Fact]
    public async Task CVE_2025_52881_Files_of_the_image_in_place_of_proc_receive_no_sysctl()
    {
        await using var container = await TestContainer.Of("cat", "/proc/sys/net/ipv4/ip_default_ttl");
        Directory.CreateDirectory(Path.Combine(container.Bundle.Rootfs, "proc/sys/net/ipv4"));
        Content(container, "proc/sys/net/ipv4/ip_default_ttl", "untouched\n");
        container.Bundle.WithoutMount("/proc")
            .With("""{ "linux": { "sysctl": { "net.ipv4.ip_default_ttl": "77" }, "maskedPaths": null, "readonlyPaths": null } }""");
        Assert.DoesNotContain("77", (await container.Run()).Stdout, StringComparison.Ordinal);
        Assert.Equal("untouched\n", await File.ReadAllTextAsync(Path.Combine(container.Bundle.Rootfs, "proc/sys/net/ipv4/ip_default_ttl")));
    }

    [Fact]
    public async Task CVE_2022_27650_Exec_with_capabilities_makes_none_inheritable()
    {
        await using var container = await TestContainer.Of("sleep", "60");
        container.Bundle.With("""{ "process": { "noNewPrivileges": false } }""");
        await container.Begin();
        var exec = await container.Command("exec", "--cap", "CAP_NET_ADMIN", TestContainer.Id, "grep", "-E", "Cap(Inh|Amb)", "/proc/self/status").Run();
        Assert.Equal("CapInh:\t0000000000000000\nCapAmb:\t0000000000000000\n", exec.Succeeded().Stdout);
    }

    [Fact]
    public async Task CVE_2021_30465_A_directory_exchanged_for_a_link_does_not_lead_a_mount_outside()
    {
        await using var container = await TestContainer.Of("cat", "/proc/self/mountinfo");
        var victim = Directory.CreateDirectory(container.Root["victim"]).FullName;
        var volume = Directory.CreateDirectory(container.Root["volume"]).FullName;
        Directory.CreateDirectory(Path.Combine(volume, "turning/mnt"));
        container.Bundle
            .WithMount($$"""{ "destination": "/volume", "type": "bind", "source": "{{volume}}", "options": ["bind"] }""")
            .WithMount("""{ "destination": "/volume/turning/mnt", "type": "tmpfs", "source": "raced", "options": ["size=64k"] }""");
        using var stop = new CancellationTokenSource();
        // Now an honest directory, now a link to the host's root or below as the runtime sees it before it enters the container's.
        var turning = Task.Run(() => Turn(volume, ["/", "/..", $"../../../../../..{victim}"], stop.Token), CancellationToken.None);
        var succeeded = 0;
        for (var i = 0; i < 60; i++)
        {
            var run = await container.Run();
            if (run.ExitCode == 0)
            {
                // Wherever it landed, it is inside, for the container sees it.
                Assert.Contains(" raced ", run.Stdout, StringComparison.Ordinal);
                succeeded++;
            }
        }

        Assert.NotEqual(0, succeeded);
        await stop.CancelAsync();
        await turning;
        Assert.Empty(Directory.GetFileSystemEntries(victim));
    }

    public static TheoryData<int> Descriptors => [3, 5, 6, 7, 8, 9, 10, 12];

    private static void Turn(string volume, string[] targets, CancellationToken cancellationToken)
    {
        using var directory = Kernel.Open(volume, OpenFlags.PathOnly | Kernel.DirectoryOnly);
        for (var i = 0; !cancellationToken.IsCancellationRequested; i++)
        {
            File.CreateSymbolicLink(Path.Combine(volume, "next"), targets[i % targets.Length]);
            Kernel.TryRenameAt(directory, UnixPath.Of("next"), directory, UnixPath.Of("other"));
            Kernel.TryExchangeAt(directory, UnixPath.Of("turning"), UnixPath.Of("other"));
            Kernel.TryExchangeAt(directory, UnixPath.Of("turning"), UnixPath.Of("other"));
        }
    }

    private static void Content(TestContainer container, string name, string content) =>
        File.WriteAllText(Path.Combine(container.Bundle.Rootfs, name), content);
}
