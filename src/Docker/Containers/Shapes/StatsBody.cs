using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gantry.Docker.Containers.Shapes;

/// <summary>What a container uses. The names on the wire are the records' own, in snake case.</summary>
internal sealed record StatsBody
{
    public string Name { get; init; } = "";
    public string Id { get; init; } = "";
    public string Read { get; init; } = DockerTime.Zero;
    public string Preread { get; init; } = DockerTime.Zero;
    public PidsStats PidsStats { get; init; } = new();
    public BlkioStats BlkioStats { get; init; } = new();
    public int NumProcs { get; init; }
    public EmptyStats StorageStats { get; init; } = new();
    public CpuStats CpuStats { get; init; } = new();
    public CpuStats PrecpuStats { get; init; } = new();
    public MemoryStats MemoryStats { get; init; } = new();

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, NetworkStats>? Networks { get; init; }
}

internal sealed record EmptyStats;

internal sealed record PidsStats
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Current { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Limit { get; init; }
}

internal sealed record BlkioStats
{
    public IReadOnlyList<BlkioEntry>? IoServiceBytesRecursive { get; init; }
    public IReadOnlyList<BlkioEntry>? IoServicedRecursive { get; init; }
    public IReadOnlyList<BlkioEntry>? IoQueueRecursive { get; init; }
    public IReadOnlyList<BlkioEntry>? IoServiceTimeRecursive { get; init; }
    public IReadOnlyList<BlkioEntry>? IoWaitTimeRecursive { get; init; }
    public IReadOnlyList<BlkioEntry>? IoMergedRecursive { get; init; }
    public IReadOnlyList<BlkioEntry>? IoTimeRecursive { get; init; }
    public IReadOnlyList<BlkioEntry>? SectorsRecursive { get; init; }
}

internal sealed record BlkioEntry(ulong Major, ulong Minor, string Op, ulong Value);

internal sealed record CpuStats
{
    public CpuUsage CpuUsage { get; init; } = new();

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong SystemCpuUsage { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int OnlineCpus { get; init; }

    public ThrottlingData ThrottlingData { get; init; } = new();
}

/// <summary>Nanoseconds.</summary>
internal sealed record CpuUsage
{
    public ulong TotalUsage { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ulong>? PercpuUsage { get; init; }

    public ulong UsageInKernelmode { get; init; }
    public ulong UsageInUsermode { get; init; }
}

internal sealed record ThrottlingData
{
    public ulong Periods { get; init; }
    public ulong ThrottledPeriods { get; init; }
    public ulong ThrottledTime { get; init; }
}

/// <summary>Bytes.</summary>
internal sealed record MemoryStats
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Usage { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong MaxUsage { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, ulong>? Stats { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Failcnt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Limit { get; init; }
}

internal sealed record NetworkStats
{
    public ulong RxBytes { get; init; }
    public ulong RxPackets { get; init; }
    public ulong RxErrors { get; init; }
    public ulong RxDropped { get; init; }
    public ulong TxBytes { get; init; }
    public ulong TxPackets { get; init; }
    public ulong TxErrors { get; init; }
    public ulong TxDropped { get; init; }
}

/// <summary>Writes them without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StatsBody))]
internal sealed partial class StatsJson : JsonSerializerContext
{
    public static StatsJson Relaxed { get; } = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    });
}
