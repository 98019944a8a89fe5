using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.App.Supervision;

/// <summary>Ends processes that are not our children.</summary>
internal static class Processes
{
    private const int PatienceMilliseconds = 10_000;

    /// <summary>Asks a process to end, and kills it where it does not within ten seconds. Null, or one that is gone, is left at that.</summary>
    public static Task EndAsync(int? pid, CancellationToken cancellationToken) => pid is { } number
        ? Task.Run(() => End(number), cancellationToken)
        : Task.CompletedTask;

    private static void End(int pid)
    {
        using var process = Kernel.TryPidfdOpen(pid);
        if (process is null || !Kernel.TryPidfdSendSignal(process, Signal.SIGTERM))
        {
            return;
        }

        var ended = new PollEntry(process, PollEvents.Readable);
        if (Kernel.Poll(new Span<PollEntry>(ref ended), PatienceMilliseconds) == 0)
        {
            Kernel.TryPidfdSendSignal(process, Signal.SIGKILL);
            Kernel.Poll(new Span<PollEntry>(ref ended));
        }
    }
}
