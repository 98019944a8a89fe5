using System.Globalization;

namespace Gantry.Containers.Lifecycle;

/// <summary>What <c>ps -ef</c> tells of a process.</summary>
/// <remarks>proc_pid_stat(5), proc_pid_status(5)</remarks>
public sealed record ProcessLine
{
    private const int TicksPerSecond = 100;

    // Of the fields behind the command's name in /proc/PID/stat.
    private const int Parent = 1;
    private const int TerminalNumber = 4;
    private const int UserTicks = 11;
    private const int SystemTicks = 12;
    private const int NiceField = 16;
    private const int VirtualSize = 20;
    private const int ResidentPages = 21;
    private const int StartTicks = 19;

    /// <summary>The number: names are the container's own affair.</summary>
    public required string User { get; init; }

    public required int Pid { get; init; }
    public required int ParentPid { get; init; }

    /// <summary>Processor time in the whole life of the process, in percent of that life.</summary>
    public required int CpuPercent { get; init; }

    public required DateTimeOffset Started { get; init; }

    /// <summary>Such as <c>pts/0</c>, or a question mark.</summary>
    public required string Terminal { get; init; }

    public required TimeSpan CpuTime { get; init; }

    /// <summary>How long it has run.</summary>
    public required TimeSpan Age { get; init; }

    /// <summary>The kernel's letter: R, S, D, Z, T …</summary>
    public required string State { get; init; }

    /// <summary>The program's short name.</summary>
    public required string Name { get; init; }

    public required int Nice { get; init; }

    /// <summary>Bytes of address space.</summary>
    public required long VirtualBytes { get; init; }

    /// <summary>Bytes in memory.</summary>
    public required long ResidentBytes { get; init; }
    public required string Command { get; init; }

    /// <summary>Reads it; null where the process has just ended.</summary>
    internal static ProcessLine? TryRead(int pid, DateTimeOffset now)
    {
        try
        {
            return Read(pid, now);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static ProcessLine Read(int pid, DateTimeOffset now)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        // The name stands in parentheses and may have some of its own.
        var nameEnd = stat.LastIndexOf(')');
        var fields = stat[(nameEnd + 2)..].Split(' ');
        var sinceBoot = TimeSpan.FromSeconds(double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture));
        var age = sinceBoot - Ticks(fields[StartTicks]);
        var used = Ticks(fields[UserTicks]) + Ticks(fields[SystemTicks]);
        var command = File.ReadAllText($"/proc/{pid}/cmdline").TrimEnd('\0').Replace('\0', ' ');
        return new ProcessLine
        {
            User = UserOf(pid),
            Pid = pid,
            ParentPid = int.Parse(fields[Parent], CultureInfo.InvariantCulture),
            CpuPercent = age > TimeSpan.Zero ? (int)(100 * used / age) : 0,
            Started = now - age,
            Terminal = TerminalOf(int.Parse(fields[TerminalNumber], CultureInfo.InvariantCulture)),
            CpuTime = used,
            Age = age,
            State = fields[0],
            Name = stat[(stat.IndexOf('(') + 1)..nameEnd],
            Nice = int.Parse(fields[NiceField], CultureInfo.InvariantCulture),
            VirtualBytes = long.Parse(fields[VirtualSize], CultureInfo.InvariantCulture),
            ResidentBytes = long.Parse(fields[ResidentPages], CultureInfo.InvariantCulture) * Environment.SystemPageSize,
            Command = command.Length > 0 ? command : $"[{stat[(stat.IndexOf('(') + 1)..nameEnd]}]",
        };
    }

    private static string UserOf(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("Uid:", StringComparison.Ordinal));
        return line.Split('\t')[2];
    }

    private static string TerminalOf(int device)
    {
        const int pseudoTerminals = 136;
        var major = (device >> 8) & 0xFFF;
        var minor = (device & 0xFF) | ((device >> 12) & 0xFFF00);
        return major is >= pseudoTerminals and < pseudoTerminals + 8 ? $"pts/{minor}" : "?";
    }

    private static TimeSpan Ticks(string text) => TimeSpan.FromSeconds(double.Parse(text, CultureInfo.InvariantCulture) / TicksPerSecond);
}
