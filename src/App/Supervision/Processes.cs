using Gantry.App.Roles;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.App.Supervision;

/// <summary>Ends processes that are not our children.</summary>
internal static class Processes
{
    // More than a supervisor gives its daemon.
    private const int PatienceMilliseconds = 15_000;

    /// <summary>Asks the process of a role to end, and kills it where it does not in time. Null, or one that is gone, is left at that.</summary>
    public static Task EndAsync(RoleHolder? holder, CancellationToken cancellationToken) => holder is null
        ? Task.CompletedTask
        : Task.Run(() => End(holder.Pid), cancellationToken);

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
