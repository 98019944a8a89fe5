using Gantry.Containers.Snapshots;
using Gantry.Containers.Volumes;

namespace Gantry.Containers.Lifecycle;

/// <summary>Takes a container that does not run out of the world.</summary>
internal sealed class Removal(
    ContainerStore store, ContainerJournal journal, OverlaySnapshots snapshots, VolumeUse volumes, ContainerPaths paths)
{
    /// <summary>Removes its files, and then itself. For the holder of the turn.</summary>
    /// <exception cref="IOException">Something of it could not be removed: it is dead now, and can be removed again.</exception>
    public async Task ExecuteHeldAsync(Container container, bool withAnonymousVolumes)
    {
        container.IsRemoving = true;
        var record = container.Record;
        try
        {
            DeleteFiles(record, withAnonymousVolumes);
            await ForgetHeldAsync(container);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            container.IsRemoving = false;
            await journal.CommitAsync(container, record with { State = record.State with { Status = RunStatus.Dead } });
            container.TellRemoved(e.Message);
            throw;
        }
    }

    /// <summary>Removes it for everybody who looks; its files are for the caller to delete. For the holder of the turn.</summary>
    /// <remarks>What a crash leaves of the files is swept at the next start.</remarks>
    public async Task ForgetHeldAsync(Container container)
    {
        container.IsRemoving = true;
        await journal.ForgetAsync(container.Id);
        store.Remove(container);
        container.TellRemoved(null);
        journal.Tell(container, "destroy");
    }

    public void DeleteFiles(ContainerRecord record, bool withAnonymousVolumes)
    {
        DeleteFiles(record.Id);
        if (withAnonymousVolumes)
        {
            volumes.RemoveAnonymous(record);
        }
    }

    /// <summary>Deletes what a container has on disk, but for volumes.</summary>
    public void DeleteFiles(ContainerId id)
    {
        snapshots.Remove(id.Hex);
        if (Directory.Exists(paths.Folder(id)))
        {
            Directory.Delete(paths.Folder(id), recursive: true);
        }
    }
}
