using System.Diagnostics;
using Gantry.Harness;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.EndToEnd.Docker.KillLoop;

/// <summary>Which of the three kinds of process is killed.</summary>
public enum Victim
{
    Daemon,
    Shim,
    Runtime,
}

/// <summary>Finds a victim while an operation is under way, and kills it.</summary>
/// <param name="root">The engine's root.</param>
/// <param name="network">The engine's network, by its name in <c>/proc</c>.</param>
internal sealed class Killer(string root, string network)
{
    /// <summary>The longest that an operation takes here when nobody disturbs it: later is after it.</summary>
    public const int LongestMilliseconds = 160;

    private const int RuntimeMilliseconds = 6;

    /// <summary>Kills at a moment within the operation.</summary>
    /// <returns>The pid; null where the operation was over before there was a victim.</returns>
    public async Task<int?> Kill(Victim victim, Random random, Task operation)
    {
        if (victim == Victim.Runtime)
        {
            var spin = random.Next(RuntimeMilliseconds * 1000);
            return await Task.Factory.StartNew(() => KillRuntime(spin, operation), TaskCreationOptions.LongRunning);
        }

        // Not for something to have happened: the moment itself is what is tried.
        await Task.Delay(random.Next(LongestMilliseconds));
        int[] candidates = [.. Processes.Where(pid => Processes.IsInNetwork(pid, network) && Is(victim, Processes.CommandLine(pid)))];
        if (candidates.Length == 0)
        {
            return null;
        }

        var pid = candidates[random.Next(candidates.Length)];
        Processes.Kill(pid);
        return pid;
    }

    private bool Is(Victim victim, string[] commandLine) => victim == Victim.Daemon
        ? commandLine is [_, "engine", "--root", var path, ..] && path == root
        : commandLine is ["gantry-runtime", "shim", ..];

    // They live for some milliseconds, so each new process of the machine is looked at as soon as it is there.
    private int? KillRuntime(int spinMicroseconds, Task operation)
    {
        var seen = LastPid();
        while (!operation.IsCompleted)
        {
            var last = LastPid();
            for (var pid = last < seen ? 1 : seen + 1; pid <= last; pid++)
            {
                if (IsRuntime(pid))
                {
                    Spin(spinMicroseconds);
                    return TryKill(pid) ? pid : null;
                }
            }

            // A new process is the shell's, or whoever's, before execve: look again, but not for ever.
            seen = Math.Max(last - 8, 0);
        }

        return null;
    }

    private bool IsRuntime(int pid) => Processes.CommandLine(pid) is ["gantry-runtime", "--root", var state, ..] && state.StartsWith(root, StringComparison.Ordinal);

    private bool TryKill(int pid)
    {
        using var process = Kernel.TryPidfdOpen(pid);
        return process is not null && IsRuntime(pid) && Kernel.TryPidfdSendSignal(process, Signal.SIGKILL);
    }

    private static void Spin(int microseconds)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed.TotalMicroseconds < microseconds)
        {
            Thread.SpinWait(20);
        }
    }

    private static int LastPid() => int.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[4]);
}
