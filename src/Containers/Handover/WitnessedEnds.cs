using System.Threading.Channels;
using Gantry.Containers.Lifecycle;
using Gantry.Containers.Logs;

namespace Gantry.Containers.Handover;

/// <summary>
/// How containers end for an engine that has handed them over: it only tells those who still wait here. That a container is gone is seen by its folder.
/// </summary>
internal sealed class WitnessedEnds(ContainerStore store, ContainerPaths paths, FolderChanges changes)
{
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Begins to look for containers that are removed.</summary>
    public void Begin() => _ = Task.Run(LookAsync);

    /// <summary>A container has ended, and its shim is gone too, so that all of its log is written.</summary>
    public void Tell(Container container)
    {
        container.TellExit(new ContainerExit(container.Record.State.ExitCode));
        _changed.Writer.TryWrite(true);
    }

    private async Task LookAsync()
    {
        using var listening = changes.Listen(paths.Lasting, _changed.Writer);
        do
        {
            foreach (var container in store.All.Where(container => !container.Record.State.IsActive && !container.IsRemoved && !Directory.Exists(paths.Folder(container.Id))))
            {
                container.TellRemoved(null);
            }
        }
        while (await _changed.Reader.ReadAsync());
    }
}
