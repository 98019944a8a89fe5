namespace Gantry.Containers.Security;

/// <summary>Parts of procfs and sysfs that containers do not see, or cannot write to, unless they are privileged.</summary>
public static class DefaultPaths
{
    private const string Processors = "/sys/devices/system/cpu";

    public static IReadOnlyList<string> ReadOnly { get; } = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    private static readonly string[] Everywhere =
    [
        "/proc/acpi",
        "/proc/asound",
        "/proc/interrupts",
        "/proc/kcore",
        "/proc/keys",
        "/proc/latency_stats",
        "/proc/sched_debug",
        "/proc/scsi",
        "/proc/timer_list",
        "/proc/timer_stats",
        "/sys/devices/virtual/powercap",
        "/sys/firmware",
    ];

    /// <summary>The masked paths of this machine. Those that it does not have do no harm.</summary>
    /// <remarks>
    /// Interrupt counts and thermal throttling tell a container when a neighbour types or computes (GHSA-6fw5-f8r9-fgfm).
    /// </remarks>
    public static IReadOnlyList<string> Masked()
    {
        var paths = new List<string>(Everywhere);
        foreach (var processor in Directory.EnumerateDirectories(Processors, "cpu*").Order(StringComparer.Ordinal))
        {
            var throttle = Path.Combine(processor, "thermal_throttle");
            if (Directory.Exists(throttle))
            {
                paths.Add(throttle);
            }
        }

        return paths;
    }
}
