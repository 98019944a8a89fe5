using System.Collections.Concurrent;
using Gantry.Containers.Instances;
using Gantry.Containers.Lifecycle.Shims;
using Gantry.Containers.Lifecycle.Spec;
using Gantry.Containers.Networks;
using Gantry.Containers.Networks.Named;
using Gantry.Containers.Volumes;
using Gantry.Linux.Cgroups;
using Gantry.Linux.Namespaces;
using Microsoft.Extensions.Logging;

namespace Gantry.Containers.Lifecycle;

/// <summary>Ends everything that runs or is mounted for an instance whose daemon is gone, and keeps what is on disk.</summary>
public static class EndInstance
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Ends it. The caller holds the instance's lock.</summary>
    /// <param name="instance">Whose processes, networks and groups.</param>
    /// <param name="runtime">The path of <c>gantry-runtime</c>.</param>
    /// <param name="loggers">For the packet rules.</param>
    /// <param name="cancellationToken">Ends the wait for another instance that changes the host's network.</param>
    /// <returns>The containers whose shims did not answer and were killed.</returns>
    /// <exception cref="UnavailableException">A process cannot be killed.</exception>
    public static async Task<IReadOnlyCollection<ContainerId>> ExecuteAsync(Instance instance, string runtime, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var silent = new ConcurrentBag<ContainerId>();
        if (Directory.Exists(instance.Run))
        {
            using var shims = new ShimLauncher(runtime, new ContainerPaths(instance));
            var resisting = await EndContainersAsync(instance, shims, silent, cancellationToken);
            RemoveGroups(instance);

            // With their processes gone they let themselves be deleted, or something is wrong that somebody must hear of.
            foreach (var id in resisting)
            {
                await shims.EndAsync(id);
            }

            DeletePins(instance);
            var options = new HostNetworkOptions { InstanceId = instance.ShortId, RunDirectory = instance.Run, NamedBridges = NetworkStore.NamedBridges(instance.Networks) };
            await HostNetwork.SweepAsync(options, loggers, cancellationToken);
        }

        RemoveGroups(instance);
        VolumeMounts.CloseAll(instance.Root);
        CloseSharedMemory(instance);
        RunDirectory.Remove(instance);
        return silent;
    }

    private static async Task<IReadOnlyCollection<ContainerId>> EndContainersAsync(
        Instance instance, ShimLauncher shims, ConcurrentBag<ContainerId> silent, CancellationToken cancellationToken)
    {
        var started = Directory.EnumerateDirectories(new ContainerPaths(instance).Volatile).Select(folder => new ContainerId(Path.GetFileName(folder)));
        var resisting = new ConcurrentBag<ContainerId>();
        await Parallel.ForEachAsync(started, cancellationToken, async (id, _) =>
        {
            try
            {
                if (await shims.EndAsync(id))
                {
                    silent.Add(id);
                }
            }
            catch (ShimException)
            {
                resisting.Add(id);
            }
        });
        return resisting;
    }

    private static void CloseSharedMemory(Instance instance)
    {
        var folder = new ContainerPaths(instance).Volatile;
        foreach (var bundle in Directory.Exists(folder) ? Directory.GetDirectories(folder) : [])
        {
            SharedMemory.Close(bundle);
        }
    }

    private static void DeletePins(Instance instance)
    {
        if (Directory.Exists(instance.NetworkNamespaces))
        {
            foreach (var pin in Directory.EnumerateFiles(instance.NetworkNamespaces))
            {
                NetworkNamespace.DeletePin(pin);
            }
        }
    }

    private static void RemoveGroups(Instance instance)
    {
        var hierarchies = CgroupHierarchies.Current;
        foreach (var hierarchy in hierarchies.Unified is { } unified ? hierarchies.Legacy.Append(unified) : hierarchies.Legacy)
        {
            var path = hierarchy.Below(instance.CgroupParent);
            Kill(path);
            if (!CgroupRemoval.TryRemove(path, Patience))
            {
                throw new UnavailableException($"a process in {path} cannot be killed");
            }
        }
    }

    private static void Kill(string path)
    {
        using var group = CgroupDirectory.TryOpen(path);
        if (group is not null && !CgroupKill.TryKillAtOnce(group))
        {
            CgroupKill.KillEach(group);
        }
    }
}
