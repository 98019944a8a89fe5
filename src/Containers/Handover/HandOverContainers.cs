using Gantry.Containers.Events;
using Gantry.Containers.Health;
using Gantry.Containers.Lifecycle;
using Gantry.Containers.Lifecycle.Connections;
using Gantry.Containers.Lifecycle.Restarts;

namespace Gantry.Containers.Handover;

/// <summary>Lets go of the containers for another engine to take up. What is left is to look on: streams that clients are joined to go on, and so do waits.</summary>
internal sealed class HandOverContainers(
    ContainerStore store, ContainerTable table, EndRun end, AutoRestart restarts, HealthMonitors health, BridgedContainers bridge, EventBus events,
    WitnessedEnds witness)
{
    // For what is being done to one container at this moment: longer than a start or an end takes.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Writes what is still to be written, and tells what is on no disk. Requests that could change something have ended by now.</summary>
    public async Task<EngineMemory> ExecuteAsync()
    {
        restarts.Dispose();
        health.Leave();
        end.LeaveTo(witness);
        foreach (var container in store.All)
        {
            await LetFinishAsync(container);
        }

        var memory = new EngineMemory { Containers = [.. store.All.Select(Remember)], Events = events.Past };
        await bridge.DisposeAsync();
        await table.DisposeAsync();
        witness.Begin();
        return memory;
    }

    // One whose turn does not come is in the hands of a client that stalls; the next engine finds it as after a crash.
    private static async Task LetFinishAsync(Container container)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            using var turn = await container.EnterAsync(patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
        }
    }

    private static ContainerMemory Remember(Container container) => new()
    {
        Id = container.Id,
        Health = container.Health,
        StopWasAsked = container.StopWasAsked,
        Execs = container.Execs.Remember(),
    };
}
