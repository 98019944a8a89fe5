namespace Gantry.Containers.Lifecycle.Restarts;

/// <summary>Ends a container that is about to be started again: from now on it has simply ended.</summary>
internal sealed class CancelRestart(AutoRestart restarts, ContainerJournal journal)
{
    /// <summary>For the holder of the turn. False where it is not about to be started.</summary>
    public async Task<bool> TryExecuteHeldAsync(Container container)
    {
        var record = container.Record;
        if (record.State.Status != RunStatus.Restarting)
        {
            return false;
        }

        restarts.Cancel(container);
        await journal.CommitAsync(container, record with { State = record.State with { Status = RunStatus.Exited }, WasStopped = true });
        container.TellExit(new ContainerExit(record.State.ExitCode));
        return true;
    }
}
