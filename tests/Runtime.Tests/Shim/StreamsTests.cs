using System.Security.Cryptography;
using Gantry.Linux;
using Gantry.ShimProtocol;

namespace Gantry.Runtime.Tests.Shim;

public sealed class StreamsTests : ShimTests
{
    private const int Flood = 20 << 20;

    [Fact]
    public async Task Several_clients_see_the_same_output()
    {
        await using var shim = await Start(new TestBundle("read go; echo one; echo two >&2"));
        using var first = shim.Attach(stdin: true);
        using var second = shim.Attach();
        using var client = shim.Create(settings => settings with { OpenStdin = true });
        first.Input("go\n");
        Assert.Equal("one\n", first.OutputToEnd().Stdout);
        Assert.Equal("two\n", second.OutputToEnd().Stderr);
    }

    [Fact]
    public async Task Input_that_was_sent_before_the_container_exists_is_not_lost()
    {
        await using var shim = await Start(new TestBundle("cat"));
        using var streams = shim.Attach(stdin: true);
        streams.Input("early ");
        streams.Input("bird");
        streams.Send(FrameKind.StdinEnd);
        using var client = shim.Create(settings => settings with { OpenStdin = true, StdinOnce = true });
        Assert.Equal("early bird", streams.OutputToEnd().Stdout);
    }

    [Fact]
    public async Task A_client_that_ends_its_input_still_gets_the_output()
    {
        await using var shim = await Start(new TestBundle("cat; echo after"));
        using var streams = Run(shim, stdin: true);
        streams.Input("before\n");
        streams.Send(FrameKind.StdinEnd);
        Assert.Equal("before\nafter\n", streams.OutputToEnd().Stdout);
    }

    [Fact]
    public async Task Input_stays_open_for_the_next_client_unless_it_is_once()
    {
        await using var shim = await Start(new TestBundle("read a; read b; echo $a $b"));
        using var client = shim.Create(settings => settings with { OpenStdin = true });
        using (var first = shim.Attach(stdin: true))
        {
            first.Input("one\n");
            first.Send(FrameKind.StdinEnd);
        }

        using var second = shim.Attach(stdin: true);
        second.Input("two\n");
        Assert.Equal("one two\n", second.OutputToEnd().Stdout);
    }

    [Fact]
    public async Task Input_once_ends_when_its_client_vanishes()
    {
        await using var shim = await Start(new TestBundle("cat; echo ended"));
        using var watcher = shim.Attach();
        using (var streams = Run(shim, stdin: true))
        {
            streams.Input("last words\n");
        }

        Assert.Equal("last words\nended\n", watcher.OutputToEnd().Stdout);
    }

    [Fact]
    public async Task Input_that_nobody_reads_holds_its_client_up_and_nobody_else()
    {
        await using var shim = await Start(new TestBundle("sleep 1000"));
        using var pusher = shim.Attach(stdin: true);
        using var client = shim.Create(settings => settings with { OpenStdin = true, StdinOnce = true });

        // The shim takes what a pipe, a socket and one frame hold, and no more.
        var sent = pusher.InputUntilRefused(new byte[1000], milliseconds: 300);
        Assert.InRange(sent, 64 * 1024, 1024 * 1024);
        Assert.True(client.Status().Started);

        client.Do(FrameKind.Signal, Kill);
        shim.AwaitEnd();
    }

    [Fact]
    public async Task A_flood_reaches_a_slow_client_whole_and_does_not_grow_the_shim()
    {
        await using var shim = await Start(new TestBundle($"head -c {Flood} /dev/zero"));
        using var streams = Run(shim, change: settings => settings with { Log = null });
        using var client = shim.Connect();

        // Held up by a client that does not read: the container waits, and the shim keeps its limit.
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.Null(client.Status().Exit);
        Assert.InRange(ResidentBytes(shim.Pid), 0, 12 << 20);

        Assert.Equal(Flood, streams.OutputToEnd().Stdout.Length);
    }

    [Fact]
    public async Task A_client_that_takes_nothing_is_given_up_when_its_patience_is_over()
    {
        await using var shim = await Start(new TestBundle($"head -c {Flood} /dev/zero; exit 3"));
        using var stuck = shim.Attach(patienceMilliseconds: 500);
        using var other = shim.Attach();
        shim.Create().Dispose();

        Assert.Equal((Flood, 3), (other.OutputToEnd() is var end ? end.Stdout.Length : 0, end.Exit.ExitCode));

        // What it had been sent is still there for it, and then no end of the streams.
        Assert.Throws<InvalidDataException>(() => stuck.OutputToEnd());
        Assert.Equal(Flood, LoggedZeros(shim));
    }

    [Fact]
    public async Task A_slow_client_is_no_stuck_one()
    {
        await using var shim = await Start(new TestBundle("head -c 3000000 /dev/zero"));
        using var slow = shim.Attach(patienceMilliseconds: 300);
        shim.Create().Dispose();
        var received = 0;
        while (slow.Receive() is { Kind: FrameKind.Stdout } frame)
        {
            received += frame.Body.Length;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.Equal(3_000_000, received);
    }

    [Fact]
    public async Task Who_is_slow_gets_all_of_it_after_the_container_has_been_deleted()
    {
        await using var shim = await Start(new TestBundle("head -c 500000 /dev/zero; exit 6"));
        using var subscriber = shim.Connect();
        subscriber.Do(FrameKind.Subscribe);
        using var slow = Run(shim);
        subscriber.AwaitExit();
        using (var client = shim.Connect())
        {
            client.Do(FrameKind.Delete);
        }

        Assert.Empty(Directory.GetFileSystemEntries(shim["runtime"]));
        Assert.Throws<LinuxException>(() => shim.Connect());
        var (stdout, _, exit) = slow.OutputToEnd();
        Assert.Equal((500_000, 6), (stdout.Length, exit.ExitCode));
        Assert.Equal(0, shim.AwaitEnd().ShellCode);
    }

    [Fact]
    public async Task A_shim_that_only_a_slow_client_keeps_ends_when_that_vanishes()
    {
        await using var shim = await Start(new TestBundle("head -c 500000 /dev/zero"));
        using var subscriber = shim.Connect();
        subscriber.Do(FrameKind.Subscribe);
        using (Run(shim))
        {
            subscriber.AwaitExit();
            using var client = shim.Connect();
            client.Do(FrameKind.Delete);
        }

        Assert.Equal(0, shim.AwaitEnd().ShellCode);
    }

    [Fact]
    public async Task A_client_that_vanishes_in_a_flood_holds_nobody_up()
    {
        await using var shim = await Start(new TestBundle($"head -c {Flood} /dev/zero"));
        using var other = shim.Attach();
        using (Run(shim))
        {
        }

        Assert.Equal(Flood, other.OutputToEnd().Stdout.Length);
    }

    [Fact]
    public async Task Binary_output_comes_byte_for_byte()
    {
        await using var shim = await Start(new TestBundle("cat"));
        using var streams = Run(shim, stdin: true);
        var bytes = RandomNumberGenerator.GetBytes(50_000);
        streams.SendBytes(FrameKind.Stdin, bytes);
        streams.Send(FrameKind.StdinEnd);

        var output = new MemoryStream();
        while (streams.Receive() is { Kind: FrameKind.Stdout } frame)
        {
            output.Write(frame.Body);
        }

        Assert.Equal(bytes, output.ToArray());
    }

    [Fact]
    public async Task A_process_left_behind_with_the_pipe_open_does_not_keep_the_end_from_coming()
    {
        await using var shim = await Start(new TestBundle("sleep 1000 & echo gone") { HostPids = true });
        using var streams = Run(shim);
        var began = Environment.TickCount64;
        Assert.Equal("gone\n", streams.OutputToEnd().Stdout);
        Assert.InRange(Environment.TickCount64 - began, 1500, 10_000);
        Assert.Equal(0, shim.AwaitEnd().ShellCode);
    }

    [Fact]
    public async Task Who_attaches_after_the_end_hears_of_it_while_another_client_is_owed_output()
    {
        // More than a socket holds and less than the shim keeps.
        await using var shim = await Start(new TestBundle("head -c 400000 /dev/zero; exit 5"));
        using var subscriber = shim.Connect();
        subscriber.Do(FrameKind.Subscribe);
        using var slow = Run(shim);
        subscriber.AwaitExit();

        try
        {
            using var late = shim.Attach();
            Assert.Equal(5, late.OutputToEnd().Exit.ExitCode);
        }
        catch (LinuxException e) when (e.Errno is Errno.ECONNREFUSED or Errno.ENOENT)
        {
            // It takes nobody new once the container is deleted, which here it may be by now.
        }

        Assert.Equal(400_000, slow.OutputToEnd().Stdout.Length);
        Assert.Equal(0, shim.AwaitEnd().ShellCode);
    }

    [Fact]
    public async Task A_container_without_input_reads_end_of_file()
    {
        await using var shim = await Start(new TestBundle("cat; echo done"));
        using var streams = Run(shim);
        streams.Input("ignored");
        Assert.Equal("done\n", streams.OutputToEnd().Stdout);
    }

    private static int LoggedZeros(RunningShim shim) => shim.Log.Split("\\u0000").Length - 1;

    private static long ResidentBytes(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("VmRSS", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
    }
}
