using System.Diagnostics;
using System.Runtime.InteropServices;
using Gantry.Harness.Commands;
using Gantry.Linux.Processes;

namespace Gantry.Bench;

/// <summary>Runs several programs in turn, so that what else the machine does hits all alike, and keeps the median of each.</summary>
internal static class Rounds
{
    private const int WarmUp = 3;

    /// <param name="count">How often each is run.</param>
    /// <param name="contenders">Each with what it runs once.</param>
    public static IReadOnlyList<Figure> Run(int count, IReadOnlyList<(string Program, Spawn Spawn)> contenders)
    {
        var wall = contenders.Select(_ => new List<double>(count)).ToArray();
        var cpu = contenders.Select(_ => new List<double>(count)).ToArray();
        for (var round = -WarmUp; round < count; round++)
        {
            for (var i = 0; i < contenders.Count; i++)
            {
                var (elapsed, used) = Once(contenders[i].Program, contenders[i].Spawn);
                if (round >= 0)
                {
                    wall[i].Add(elapsed);
                    cpu[i].Add(used);
                }
            }
        }

        return [.. contenders.Select((contender, i) => new Figure(contender.Program, Median(wall[i]), "ms", Median(cpu[i])))];
    }

    public static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private static (double Wall, double Cpu) Once(string name, Spawn spawn)
    {
        var before = ChildrenCpu.Milliseconds;
        var start = Stopwatch.GetTimestamp();
        using var child = spawn.StartChild();
        var status = child.Wait();
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return status.ShellCode == 0
            ? (elapsed, ChildrenCpu.Milliseconds - before)
            : throw new InvalidOperationException($"{name}: {string.Join(' ', spawn.Arguments)}: {status}");
    }

    /// <summary>A command as it is run in the rounds: without input and output.</summary>
    public static Spawn Silent(Command command) => new()
    {
        Path = Programs.Find(command.Program),
        Arguments = [command.Program, .. command.Arguments],
        Environment = [.. command.Environment.Append(new("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")).DistinctBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value}")],
        WorkingDirectory = command.WorkingDirectory,
    };
}

/// <summary>The time that this process's children, and theirs, have used of the processors.</summary>
internal static unsafe partial class ChildrenCpu
{
    private const int Children = -1;

    public static double Milliseconds
    {
        get
        {
            // struct rusage: two timevals, then fourteen longs.
            var usage = stackalloc long[18];
            _ = GetUsage(Children, usage);
            return ((usage[0] + usage[2]) * 1000.0) + ((usage[1] + usage[3]) / 1000.0);
        }
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetUsage(int who, long* usage);
}
