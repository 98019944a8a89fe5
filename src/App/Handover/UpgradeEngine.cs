using Gantry.App.Roles;
using Gantry.App.Sockets;
using Gantry.Containers;
using Gantry.Containers.Instances;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.App.Handover;

/// <summary>Has a running engine replaced by this program, which may be another version.</summary>
internal static class UpgradeEngine
{
    // More than the running engine takes to find out that it cannot be replaced.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Whether the process runs another program than this one: another file, or what was at its path before.</summary>
    public static bool IsNeeded(RoleHolder engine) =>
        new FileInfo($"/proc/{engine.Pid}/exe") is { Exists: true, LinkTarget: var its } && its != new FileInfo("/proc/self/exe").LinkTarget;

    /// <summary>Returns when this program serves in its place.</summary>
    /// <exception cref="UnavailableException">It could not take over; the words say why, and whether the other goes on.</exception>
    public static async Task ExecuteAsync(Instance instance, RoleHolder engine, CancellationToken cancellationToken)
    {
        using var readiness = new ReadinessListener();
        using var process = Kernel.TryPidfdOpen(engine.Pid);
        new HandoverRequest(Binaries.Gantry, readiness.Address).Leave(instance);
        if (process is null || !Kernel.TryPidfdSendSignal(process, Signal.SIGHUP))
        {
            throw new UnavailableException($"process {engine.Pid}, the engine, has just ended; try again");
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await readiness.WaitAsync(patience.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UnavailableException($"process {engine.Pid}, the engine, did not say within {Patience.TotalSeconds:0} s whether it was replaced; 'gantry status' shows who runs", e);
        }
    }
}
