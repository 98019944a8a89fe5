using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Lifecycle.Shims;

/// <summary>Finds the process of a shim that does not answer, by the socket it listens on, and ends it.</summary>
/// <remarks>
/// The kernel tells a client only who began to listen, which was the daemon. So the socket's number is looked up in <c>/proc/net/unix</c> (proc_net(5)), and then who has it.
/// </remarks>
internal static class ShimProcesses
{
    private const string Listening = "00010000";
    private const int FlagsField = 3;
    private const int InodeField = 6;
    private const int PathField = 7;

    /// <summary>The processes that hold a container's socket where a shim does: one, or none.</summary>
    public static IReadOnlyList<int> Find(ContainerId id)
    {
        var end = $"/{id.Hex}/{ShimLauncher.SocketName}";
        var links = File.ReadLines("/proc/net/unix")
            .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > PathField && fields[FlagsField] == Listening && fields[PathField].EndsWith(end, StringComparison.Ordinal))
            .Select(static fields => $"socket:[{fields[InodeField]}]")
            .ToHashSet();
        return links.Count == 0 ? [] : [.. Pids().Where(pid => Holds(pid, links))];
    }

    /// <summary>Whether a signal or a debugger has stopped it.</summary>
    public static bool IsStopped(int pid)
    {
        try
        {
            return File.ReadLines($"/proc/{pid}/status").Any(static line => line.StartsWith("State:\tT", StringComparison.OrdinalIgnoreCase));
        }
        catch (IOException)
        {
            return false; // It is gone.
        }
    }

    /// <summary>Kills a container's shim, stopped or not, and waits until it is gone.</summary>
    public static void Kill(ContainerId id)
    {
        foreach (var pid in Find(id))
        {
            using var process = Kernel.TryPidfdOpen(pid);

            // With the handle open the number cannot be another's any more.
            if (process is not null && Find(id).Contains(pid) && Kernel.TryPidfdSendSignal(process, Signal.SIGKILL))
            {
                var ended = new PollEntry(process, PollEvents.Readable);
                Kernel.Poll(new Span<PollEntry>(ref ended));
            }
        }
    }

    private static IEnumerable<int> Pids() =>
        Directory.EnumerateDirectories("/proc").Select(static path => int.TryParse(Path.GetFileName(path), out var pid) ? pid : 0).Where(static pid => pid > 0);

    private static bool Holds(int pid, HashSet<string> links)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/fd/{ShimLauncher.ListeningDescriptor}").LinkTarget is { } link && links.Contains(link);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // It is gone.
        }
    }
}
