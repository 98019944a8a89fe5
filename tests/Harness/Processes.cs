using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Harness;

/// <summary>Processes of what is under test.</summary>
public static class Processes
{
    /// <summary>Those of this machine that this predicate of a pid holds for.</summary>
    public static IReadOnlyList<int> Where(Func<int, bool> wanted) =>
        [.. Directory.EnumerateDirectories("/proc").Select(path => int.TryParse(Path.GetFileName(path), out var pid) ? pid : 0).Where(pid => pid != 0 && wanted(pid))];

    /// <summary>The argument vector; empty where the process is gone or a zombie.</summary>
    public static string[] CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Split('\0');
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>Whether a process is in a network namespace, given as <c>net:[inode]</c>.</summary>
    public static bool IsInNetwork(int pid, string network)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/ns/net").LinkTarget == network;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Kills a process with SIGKILL and returns when it has ended; one that has ended is left at that.</summary>
    public static void Kill(int pid)
    {
        using var process = Kernel.TryPidfdOpen(pid);
        if (process is not null && Kernel.TryPidfdSendSignal(process, Signal.SIGKILL))
        {
            Kernel.Poll([new PollEntry(process, PollEvents.Readable)]);
        }
    }
}
