using System.Globalization;

namespace Gantry.Runtime.Cgroups.Systemd;

/// <summary>The files of cgroup v2 that systemd writes too, as its properties: whatever it is not told, it sets back to its own default at the next occasion.</summary>
/// <remarks>runtime-spec config-linux.md "Unified"; systemd.resource-control(5)</remarks>
internal static class UnitFiles
{
    private const string Max = "max";
    private const ulong DefaultPeriod = 100_000;

    /// <summary>Adds what has a property. A value that is none is left for the kernel to refuse.</summary>
    public static void Add(UnitProperties properties, IReadOnlyDictionary<string, string>? files)
    {
        foreach (var (file, text) in files ?? new Dictionary<string, string>())
        {
            var value = text.Trim();
            switch (file)
            {
                case "cpu.max":
                    AddBandwidth(properties, value.Split(' '));
                    break;
                case "cpuset.cpus":
                    properties.Add("AllowedCPUs", NumberSet.ToBits(value));
                    break;
                case "cpuset.mems":
                    properties.Add("AllowedMemoryNodes", NumberSet.ToBits(value));
                    break;
                case "cpu.idle" when value == "1":
                    properties.Add("CPUWeight", 0);
                    break;
                default:
                    AddNumber(properties, Property(file), value);
                    break;
            }
        }
    }

    private static string? Property(string file) => file switch
    {
        "cpu.weight" => "CPUWeight",
        "io.weight" => "IOWeight",
        "memory.min" => "MemoryMin",
        "memory.low" => "MemoryLow",
        "memory.high" => "MemoryHigh",
        "memory.max" => "MemoryMax",
        "memory.swap.max" => "MemorySwapMax",
        "pids.max" => "TasksMax",
        _ => null,
    };

    private static void AddNumber(UnitProperties properties, string? name, string value)
    {
        // "default 100" is another spelling of an io.weight of 100.
        if (name is not null && TryParse(value.StartsWith("default ", StringComparison.Ordinal) ? value["default ".Length..] : value, out var number))
        {
            properties.Add(name, number);
        }
    }

    // "max", "QUOTA" or "QUOTA PERIOD"
    private static void AddBandwidth(UnitProperties properties, string[] parts)
    {
        var period = DefaultPeriod;
        if (parts is not [_] and not [_, _] || !TryParse(parts[0], out var quota) || (parts is [_, var second] && !TryParse(second, out period)) || period == 0)
        {
            return;
        }

        properties.Add("CPUQuotaPeriodUSec", period);
        properties.Add("CPUQuotaPerSecUSec", quota == ulong.MaxValue ? quota : UnitLimits.QuotaPerSecond(quota, period));
    }

    private static bool TryParse(string text, out ulong number)
    {
        number = ulong.MaxValue;
        return text == Max || ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
