using Gantry.Containers.Snapshots;
using Gantry.Containers.Volumes;

namespace Gantry.Containers.Lifecycle;

/// <summary>Takes a container that does not run out of the world.</summary>
internal sealed class Removal(
    ContainerStore store, ContainerJournal journal, OverlaySnapshots snapshots, VolumeStore volumes, ContainerPaths paths)
{
    /// <summary>For the holder of the turn.</summary>
    /// <exception cref="IOException">Something of it could not be removed: it is dead now, and can be removed again.</exception>
    public async Task ExecuteHeldAsync(Container container, bool withAnonymousVolumes)
    {
        container.IsRemoving = true;
        var record = container.Record;
        try
        {
            snapshots.Remove(record.Id.Hex);
            if (Directory.Exists(paths.Folder(record.Id)))
            {
                Directory.Delete(paths.Folder(record.Id), recursive: true);
            }

            if (withAnonymousVolumes)
            {
                volumes.RemoveAnonymous(record.Spec.Mounts);
            }

            await journal.ForgetAsync(record.Id);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            container.IsRemoving = false;
            await journal.CommitAsync(container, record with { State = record.State with { Status = RunStatus.Dead } });
            container.TellRemoved(e.Message);
            throw;
        }

        store.Remove(container);
        container.TellRemoved(null);
        journal.Tell(container, "destroy");
    }
}
