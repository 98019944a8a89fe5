using System.Text.Json;
using Gantry.Containers.Instances;
using Gantry.Containers.Lifecycle.Connections;
using Gantry.Containers.Networks.Dns;
using Gantry.Containers.Snapshots;
using Gantry.Containers.Users;
using Gantry.Oci.RuntimeSpec;
using Gantry.ShimProtocol.Messages;
using CreateRequest = Gantry.ShimProtocol.Messages.CreateContainer;

namespace Gantry.Containers.Lifecycle.Spec;

/// <summary>What a shim is given to make a container from.</summary>
/// <param name="Request">For the shim.</param>
/// <param name="Endpoints">Where the container is on its networks.</param>
internal sealed record Bundle(CreateRequest Request, IReadOnlyList<EndpointRecord> Endpoints);

/// <summary>Makes everything a container needs of the host before its program can run, and takes it back.</summary>
internal sealed class Bundles(
    Instance instance, ContainerPaths paths, OverlaySnapshots snapshots, ContainerConnections connections, MountSources sources, HostFiles files, JoinedNamespaces joined, LegacyLinks links)
{
    /// <summary>Makes a container's bundle, network and files.</summary>
    /// <exception cref="RefusalException">Something it needs cannot be had.</exception>
    public async Task<Bundle> MakeAsync(ContainerRecord record)
    {
        var network = await connections.ConnectAsync(record);
        var snapshot = snapshots.Get(record.Id.Hex);
        files.Write(record, network.Endpoints);
        Directory.CreateDirectory(paths.Bundle(record.Id));
        SharedMemory.Open(paths.Bundle(record.Id), record.Spec);
        var config = Configure(record, network, snapshot);
        await WriteAsync(record.Id, config);
        await NoteAsync(record.Id, network.Endpoints);
        sources.Begin(record);
        return new Bundle(Request(record, network), network.Endpoints);
    }

    /// <summary>Takes back what <see cref="MakeAsync"/> made, as far as it came.</summary>
    public async Task RemoveAsync(ContainerRecord record)
    {
        await connections.DisconnectAsync(record);
        sources.Release(record);
        var folder = paths.Bundle(record.Id);
        if (Directory.Exists(folder))
        {
            SharedMemory.Close(folder);
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Makes what a container's shim is given before anything else: the namespace's sockets for names. Null where it needs none.</summary>
    public Task<ResolverSockets?> PrepareAsync(ContainerRecord record) => connections.PrepareAsync(record);

    /// <summary>Where a container is on its networks in the run that its bundle is of; null where that was not noted.</summary>
    public IReadOnlyList<EndpointRecord>? EndpointsOf(ContainerId id) => File.Exists(paths.Endpoints(id))
        ? JsonSerializer.Deserialize(File.ReadAllBytes(paths.Endpoints(id)), LifecycleJson.Default.IReadOnlyListEndpointRecord)
        : null;

    // Before anything runs: a daemon that is killed when the start has been acknowledged, and its record not yet written, must find it again.
    internal async Task NoteAsync(ContainerId id, IReadOnlyList<EndpointRecord> endpoints)
    {
        if (endpoints.Count > 0)
        {
            var path = paths.Endpoints(id);
            await File.WriteAllBytesAsync(path + ".new", JsonSerializer.SerializeToUtf8Bytes(endpoints, LifecycleJson.Default.IReadOnlyListEndpointRecord));
            File.Move(path + ".new", path, overwrite: true);
        }
        else
        {
            File.Delete(paths.Endpoints(id));
        }
    }

    private RuntimeConfig Configure(ContainerRecord record, ContainerConnection network, Snapshot snapshot)
    {
        var user = UserLookup.Resolve(new LayeredRoot(snapshot.Directories), record.Spec.User, record.Spec.ExtraGroups);
        return RuntimeConfigs.Make(new SpecContext
        {
            Record = record,
            User = user,
            Snapshot = snapshot,
            Namespaces = joined.Of(record.Spec, network.NamespacePath),
            Mounts = sources.Prepare(record, snapshot),
            HostFiles = files.Mounts(record.Id),
            SharedMemory = SharedMemory.PathFor(paths, record),
            Cgroup = instance.CgroupOf(record),
            InitPath = GantryInit.Path,
            LinkVariables = [.. links.Environment(record)],
        });
    }

    private async Task WriteAsync(ContainerId id, RuntimeConfig config)
    {
        var folder = paths.Bundle(id);
        Directory.CreateDirectory(Path.Combine(folder, SpecContext.RootFolder));
        await using var file = File.Create(Path.Combine(folder, "config.json"));
        await JsonSerializer.SerializeAsync(file, config, RuntimeSpecJson.Default.RuntimeConfig);
    }

    private CreateRequest Request(ContainerRecord record, ContainerConnection network) => new()
    {
        Id = record.Id.Hex,
        Bundle = paths.Bundle(record.Id),
        RuntimeRoot = paths.RuntimeRoot,
        OpenStdin = record.Spec.OpenStdin,
        StdinOnce = record.Spec.StdinOnce,
        StartNow = true,
        ExitFile = paths.ExitFile(record.Id),
        Log = record.Spec.Log is { Keep: true } log
            ? new LogTarget { Path = paths.Log(record.Id), Format = LogFormat.JsonFile, MaxBytes = log.MaxBytes, MaxFiles = log.MaxFiles }
            : null,
        Ports = network.HeldPorts,
    };
}
