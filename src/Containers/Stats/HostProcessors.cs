using System.Globalization;

namespace Gantry.Containers.Stats;

/// <summary>What the host's processors have done, and how much memory there is.</summary>
internal static class HostProcessors
{
    private const ulong NanosecondsPerTick = 10_000_000;

    // user, nice, system, idle, iowait, irq, softirq; what guests take is in user already.
    private const int CountedFields = 7;

    /// <summary>All processors' time since the boot, and how many there are.</summary>
    public static (ulong Nanoseconds, int Count) Read()
    {
        var lines = File.ReadAllLines("/proc/stat");
        var ticks = lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(CountedFields)
            .Aggregate(0UL, (sum, text) => sum + ulong.Parse(text, CultureInfo.InvariantCulture));
        return (ticks * NanosecondsPerTick, lines.Skip(1).TakeWhile(line => line.StartsWith("cpu", StringComparison.Ordinal)).Count());
    }

    /// <summary>Bytes.</summary>
    public static ulong Memory()
    {
        var line = File.ReadLines("/proc/meminfo").First(line => line.StartsWith("MemTotal:", StringComparison.Ordinal));
        return ulong.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
