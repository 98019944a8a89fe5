using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Gantry.Linux.Cgroups;
using Gantry.Linux.Syscalls;
using Gantry.Linux;
using Gantry.Runtime.Cgroups;
using Gantry.Runtime.Cli;
using Gantry.Runtime.State;

namespace Gantry.Runtime;

/// <summary><c>events</c>: what a container uses, once or at intervals until it ends.</summary>
internal static class ShowEvents
{
    private const string DefaultInterval = "5s";

    public static OptionSet Options { get; } = new(["interval"], ["stats"]);

    public static int Run(Invocation call)
    {
        var directory = call.OpenContainer();
        var record = directory.Read();
        var interval = Milliseconds(call.Options.Value("interval") ?? DefaultInterval);
        using var process = record.Pid == 0 ? null : Kernel.TryPidfdOpen(record.Pid);
        if (process is null || !ContainerStatus.IsAlive(record))
        {
            throw new RuntimeRefusal("container not running");
        }

        using var cgroup = CgroupPlacement.Reopen(record.Cgroup);
        do
        {
            Output.Write(Line(record.Id, cgroup.Statistics()));
            Output.Write("\n"u8);
        }
        while (!call.Options.Has("stats") && IsStillAlive(process, interval));
        return 0;
    }

    private static bool IsStillAlive(FileDescriptor process, int milliseconds)
    {
        Span<PollEntry> entries = [new(process, PollEvents.Readable)];
        return Kernel.Poll(entries, milliseconds) == 0;
    }

    /// <summary>Go's spelling of a duration, as far as seconds, minutes and milliseconds go.</summary>
    private static int Milliseconds(string text)
    {
        var (unit, factor) = text switch
        {
            [.., 'm', 's'] => ("ms", 1),
            [.., 's'] => ("s", 1000),
            [.., 'm'] => ("m", 60_000),
            _ => ("", 0),
        };
        return factor > 0 && int.TryParse(text[..^unit.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number * factor
            : throw new UsageException($"--interval: {text} is no duration such as 5s");
    }

    private static ReadOnlySpan<byte> Line(string id, CgroupStatistics statistics)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("type", "stats");
        json.WriteString("id", id);
        json.WritePropertyName("data");
        StatisticsJson.Write(json, statistics);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan;
    }
}
