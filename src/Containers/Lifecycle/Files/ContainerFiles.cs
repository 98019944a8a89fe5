using Gantry.Containers.Instances;
using Gantry.Containers.Lifecycle.Spec;
using Gantry.Containers.Snapshots;
using Gantry.Linux;
using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Containers.Lifecycle.Files;

/// <summary>Opens the files of containers.</summary>
internal sealed class ContainerFiles(Instance instance, OverlaySnapshots snapshots, MountSources sources, HostFiles hostFiles)
{
    /// <summary>Opens the tree of a container. Of one that does not run, nothing else can be done until the tree is disposed.</summary>
    /// <exception cref="ConflictException">It is being removed.</exception>
    internal async Task<ContainerTree> OpenAsync(Container container, CancellationToken cancellationToken)
    {
        while (true)
        {
            IDisposable? turn = await container.EnterAsync(cancellationToken);
            Task<ContainerExit> exit;
            try
            {
                var record = container.Record;
                if (container.IsRemoving || container.IsRemoved || record.State.Status == RunStatus.Dead)
                {
                    throw new ConflictException($"container {record.Id} is marked for removal");
                }

                if (!record.State.IsRunning)
                {
                    var tree = await OpenStoppedAsync(record, turn);
                    turn = null;
                    return tree;
                }

                exit = container.NextExit;
                if (TryOpenRunning(record) is { } root)
                {
                    return new(root, record, []);
                }
            }
            finally
            {
                turn?.Dispose();
            }

            // Its process has ended, and that will be told in a moment.
            await exit.WaitAsync(cancellationToken);
        }
    }

    private static FileDescriptor? TryOpenRunning(ContainerRecord record)
    {
        try
        {
            // A handle of the process' folder is of that process alone; that it is the container's, its control group tells.
            using var process = Kernel.Open($"/proc/{record.State.Pid}", OpenFlags.PathOnly | Kernel.DirectoryOnly);
            var isOurs = System.Text.Encoding.UTF8.GetString(PseudoFile.ReadBytes($"{process.ProcPath}/cgroup")).Contains(record.Id.Hex, StringComparison.Ordinal);
            return isOurs ? Kernel.Open($"{process.ProcPath}/root", OpenFlags.PathOnly | Kernel.DirectoryOnly) : null;
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOENT or Errno.ESRCH)
        {
            return null;
        }
    }

    private async Task<ContainerTree> OpenStoppedAsync(ContainerRecord record, IDisposable turn)
    {
        var snapshot = snapshots.Get(record.Id.Hex);
        var place = Directory.CreateDirectory(Path.Combine(instance.Run, "tree")).FullName;
        var mounts = sources.Prepare(record, snapshot).Where(mount => mount.Type == "bind").ToList();
        var taken = mounts.Select(mount => mount.Destination).ToHashSet();
        IEnumerable<ContainerMount> ownFiles = hostFiles.Mounts(record.Id).Where(mount => File.Exists(mount.Source) && !taken.Contains(mount.Destination));
        var (root, space) = await StoppedTree.OpenAsync(snapshot, [.. mounts, .. ownFiles], place);
        return new(root, record, [space, turn]);
    }
}
