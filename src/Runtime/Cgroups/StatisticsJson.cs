using System.Text.Json;
using Gantry.Linux.Cgroups;

namespace Gantry.Runtime.Cgroups;

/// <summary>Writes what a container has used as <c>events --stats</c> of runc does.</summary>
/// <remarks>The names are of runc's types/events.go, which containerd and others parse.</remarks>
public static class StatisticsJson
{
    /// <summary>Writes the object that stands under <c>data</c>.</summary>
    public static void Write(Utf8JsonWriter json, CgroupStatistics statistics)
    {
        json.WriteStartObject();
        WriteCpu(json, statistics.Cpu);
        WriteMemory(json, statistics.Memory);
        WritePids(json, statistics.Pids);
        WriteBlockIo(json, statistics.BlockIo);
        WriteHugetlb(json, statistics.Hugetlb);
        json.WriteEndObject();
    }

    private static void WriteCpu(Utf8JsonWriter json, CpuStatistics? cpu)
    {
        json.WriteStartObject("cpu");
        if (cpu is not null)
        {
            json.WriteStartObject("usage");
            json.WriteNumber("total", cpu.TotalNanoseconds);
            if (cpu.PerProcessorNanoseconds is { } processors)
            {
                json.WriteStartArray("percpu");
                foreach (var processor in processors)
                {
                    json.WriteNumberValue(processor);
                }

                json.WriteEndArray();
            }

            json.WriteNumber("kernel", cpu.KernelNanoseconds);
            json.WriteNumber("user", cpu.UserNanoseconds);
            json.WriteEndObject();
            json.WriteStartObject("throttling");
            json.WriteNumber("periods", cpu.Periods);
            json.WriteNumber("throttledPeriods", cpu.ThrottledPeriods);
            json.WriteNumber("throttledTime", cpu.ThrottledNanoseconds);
            json.WriteEndObject();
            WritePressure(json, cpu.Pressure);
        }

        json.WriteEndObject();
    }

    private static void WriteMemory(Utf8JsonWriter json, MemoryStatistics? memory)
    {
        json.WriteStartObject("memory");
        if (memory is not null)
        {
            json.WriteNumber("cache", memory.Cache);
            WriteUsage(json, "usage", memory.Usage);
            WriteUsage(json, "swap", memory.Swap);
            WriteUsage(json, "kernel", memory.Kernel);
            WriteUsage(json, "kernelTCP", memory.KernelTcp);
            json.WriteStartObject("raw");
            foreach (var (name, value) in memory.Raw)
            {
                json.WriteNumber(name, value);
            }

            json.WriteEndObject();
            WritePressure(json, memory.Pressure);
        }

        json.WriteEndObject();
    }

    private static void WriteUsage(Utf8JsonWriter json, string name, MemoryUsage? usage)
    {
        if (usage is null)
        {
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("limit", usage.Limit);
        json.WriteNumber("usage", usage.Usage);
        json.WriteNumber("max", usage.Peak);
        json.WriteNumber("failcnt", usage.Failures);
        json.WriteEndObject();
    }

    private static void WritePids(Utf8JsonWriter json, PidsStatistics? pids)
    {
        json.WriteStartObject("pids");
        if (pids is not null)
        {
            json.WriteNumber("current", pids.Current);
            json.WriteNumber("limit", pids.Limit);
        }

        json.WriteEndObject();
    }

    private static void WriteBlockIo(Utf8JsonWriter json, BlockIoStatistics? blockIo)
    {
        json.WriteStartObject("blkio");
        if (blockIo is not null)
        {
            WriteCounts(json, "ioServiceBytesRecursive", blockIo.ServiceBytes);
            WriteCounts(json, "ioServicedRecursive", blockIo.Serviced);
            WritePressure(json, blockIo.Pressure);
        }

        json.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter json, string name, IReadOnlyList<BlockIoCount> counts)
    {
        json.WriteStartArray(name);
        foreach (var count in counts)
        {
            json.WriteStartObject();
            json.WriteNumber("major", count.Major);
            json.WriteNumber("minor", count.Minor);
            json.WriteString("op", count.Operation);
            json.WriteNumber("value", count.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteHugetlb(Utf8JsonWriter json, IReadOnlyDictionary<string, HugetlbStatistics>? hugetlb)
    {
        json.WriteStartObject("hugetlb");
        if (hugetlb is not null)
        {
            foreach (var (size, usage) in hugetlb)
            {
                json.WriteStartObject(size);
                json.WriteNumber("usage", usage.Usage);
                json.WriteNumber("max", usage.Peak);
                json.WriteNumber("failcnt", usage.Failures);
                json.WriteEndObject();
            }
        }

        json.WriteEndObject();
    }

    private static void WritePressure(Utf8JsonWriter json, Pressure? pressure)
    {
        if (pressure is null)
        {
            return;
        }

        json.WriteStartObject("psi");
        WritePressure(json, "some", pressure.Some);
        WritePressure(json, "full", pressure.Full);
        json.WriteEndObject();
    }

    private static void WritePressure(Utf8JsonWriter json, string name, PressureLine line)
    {
        json.WriteStartObject(name);
        json.WriteNumber("avg10", line.Average10);
        json.WriteNumber("avg60", line.Average60);
        json.WriteNumber("avg300", line.Average300);
        json.WriteNumber("total", line.TotalMicroseconds);
        json.WriteEndObject();
    }
}
