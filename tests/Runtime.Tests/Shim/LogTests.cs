using System.Text;
using System.Text.Json;
using Gantry.Harness.Commands;
using Gantry.ShimProtocol;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Tests.Shim;

public sealed class LogTests : ShimTests
{
    private const int MaxBytes = 100_000;

    [Fact]
    public async Task Json_file_holds_each_line_with_its_stream_and_time()
    {
        var before = DateTimeOffset.UtcNow;
        await using var shim = await Start(new TestBundle("echo 'a \"b\"'; echo c >&2; printf d"));
        await End(shim);

        var entries = shim.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(
            [("a \"b\"\n", "stdout"), ("c\n", "stderr"), ("d", "stdout")],
            entries.Select(entry => (entry.GetProperty("log").GetString(), entry.GetProperty("stream").GetString())).Order());
        Assert.All(entries, entry => Assert.InRange(entry.GetProperty("time").GetDateTimeOffset(), before, DateTimeOffset.UtcNow));
    }

    [Fact]
    public async Task Cri_holds_each_line_with_its_stream_and_time()
    {
        await using var shim = await Start(new TestBundle("echo a b; echo c >&2; printf d"));
        await End(shim, log => log with { Format = LogFormat.Cri });
        Assert.Equal(
            ["stderr F c", "stdout F a b", "stdout P d"], shim.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 2)[1]).Order());
    }

    [Theory]
    [InlineData(LogFormat.JsonFile, 3)]
    [InlineData(LogFormat.Cri, 3)]
    [InlineData(LogFormat.JsonFile, 2)]
    [InlineData(LogFormat.JsonFile, 1)]
    public async Task A_container_that_fills_its_log_keeps_the_newest_lines_in_as_many_files_as_it_may(LogFormat format, int files)
    {
        const int lines = 20_000;
        await using var shim = await Start(new TestBundle($"seq 1 {lines}"));
        await End(shim, log => log with { Format = format, MaxBytes = MaxBytes, MaxFiles = files });

        string[] paths = [.. Enumerable.Range(1, files - 1).Reverse().Select(number => $"{shim.LogPath}.{number}"), shim.LogPath];
        Assert.Equal(paths.Order(), Directory.GetFiles(Path.GetDirectoryName(shim.LogPath)!, "container.log*").Order());
        Assert.All(paths, path => Assert.InRange(new FileInfo(path).Length, 1, MaxBytes + 200));

        // Whole entries, none missing between the first that is left and the last.
        int[] numbers = [.. paths.SelectMany(File.ReadLines).Select(line => NumberOf(line, format))];
        Assert.Equal(Enumerable.Range(numbers[0], lines - numbers[0] + 1), numbers);
    }

    [Fact]
    public async Task A_log_that_is_there_is_added_to()
    {
        await using var shim = await Start(new TestBundle("echo new"));
        await File.WriteAllTextAsync(shim.LogPath, "old\n", TestContext.Current.CancellationToken);
        await End(shim, log => log with { Format = LogFormat.Cri });
        Assert.Matches(@"^old\n\S+ stdout F new\n$", shim.Log);
    }

    [Fact]
    public async Task A_log_that_somebody_renamed_goes_on_at_its_path_when_asked_to()
    {
        await using var shim = await Start(new TestBundle("echo one; read go; echo two"));
        using var streams = shim.Attach(stdin: true);
        using var client = shim.Create(settings => settings with { OpenStdin = true, Log = settings.Log! with { Format = LogFormat.Cri } });
        streams.OutputUntil("one");
        File.Move(shim.LogPath, shim.LogPath + ".old");

        client.Do(FrameKind.ReopenLog);
        streams.Input("go\n");
        streams.OutputToEnd();

        Assert.EndsWith("F one\n", await File.ReadAllTextAsync(shim.LogPath + ".old", TestContext.Current.CancellationToken));
        Assert.EndsWith("F two\n", shim.Log);
    }

    [Fact]
    public async Task A_full_disk_stops_neither_the_container_nor_its_clients_and_the_loss_is_told()
    {
        await using var shim = await Start(new TestBundle("seq 1 20000; read go; echo late"));
        var disk = shim["disk"];
        Directory.CreateDirectory(disk);
        Assert.Equal(0, (await new Command("mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", disk).Run()).ExitCode);
        using var streams = shim.Attach(stdin: true);
        using var client = shim.Create(settings => settings with { OpenStdin = true, Log = new LogTarget { Path = disk + "/log", Format = LogFormat.Cri } });
        streams.OutputUntil("\n20000\n");

        // There is room again.
        File.Move(disk + "/log", shim.LogPath);
        await File.WriteAllTextAsync(disk + "/log", "", TestContext.Current.CancellationToken);
        client.Do(FrameKind.ReopenLog);
        streams.Input("go\n");
        streams.OutputToEnd();

        // In the old file, where its last page still held a line; else in the new one.
        var told = shim.Log + await File.ReadAllTextAsync(disk + "/log", TestContext.Current.CancellationToken);
        Assert.Matches(@"(?m)^\S+ stderr F gantry: \d+ entries of this log were lost: no space left on device$", told);
        Assert.EndsWith(" stdout F late\n", told);
    }

    private static int NumberOf(string line, LogFormat format) => int.Parse(
        format == LogFormat.Cri ? line.Split(' ')[3] : JsonDocument.Parse(Encoding.UTF8.GetBytes(line)).RootElement.GetProperty("log").GetString()!);

    private static async Task End(RunningShim shim, Func<LogTarget, LogTarget>? change = null)
    {
        using var streams = Run(shim, change: settings => settings with { Log = change is null ? settings.Log : change(settings.Log!) });
        await Task.Factory.StartNew(() => streams.OutputToEnd(), TaskCreationOptions.LongRunning);
    }
}
