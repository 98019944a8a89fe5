using System.Text.Json;
using Gantry.Containers.Instances;
using Gantry.Containers.Lifecycle.Connections;
using Gantry.Containers.Snapshots;
using Gantry.Containers.Users;
using Gantry.Oci.RuntimeSpec;
using Gantry.ShimProtocol.Messages;
using CreateRequest = Gantry.ShimProtocol.Messages.CreateContainer;

namespace Gantry.Containers.Lifecycle.Spec;

/// <summary>What a shim is given to make a container from.</summary>
/// <param name="Request">For the shim.</param>
/// <param name="Endpoint">Where the container is on the bridge; null where it is not.</param>
internal sealed record Bundle(CreateRequest Request, EndpointRecord? Endpoint);

/// <summary>Makes everything a container needs of the host before its program can run, and takes it back.</summary>
internal sealed class Bundles(
    Instance instance, ContainerPaths paths, OverlaySnapshots snapshots, ContainerConnections connections, MountSources sources, HostFiles files, JoinedNamespaces joined)
{
    /// <summary>Makes a container's bundle, network and files.</summary>
    /// <exception cref="RefusalException">Something it needs cannot be had.</exception>
    public async Task<Bundle> MakeAsync(ContainerRecord record)
    {
        var network = await connections.ConnectAsync(record);
        var snapshot = snapshots.Get(record.Id.Hex);
        files.Write(record, network.Endpoint);
        Directory.CreateDirectory(paths.Bundle(record.Id));
        SharedMemory.Open(paths.Bundle(record.Id), record.Spec);
        var config = Configure(record, network, snapshot);
        await WriteAsync(record.Id, config);
        await NoteAsync(record.Id, network.Endpoint);
        sources.Begin(record);
        return new Bundle(Request(record, network), network.Endpoint);
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

    /// <summary>Where a container is on the bridge in the run that its bundle is of; null where it is not.</summary>
    public EndpointRecord? EndpointOf(ContainerId id) => File.Exists(paths.Endpoint(id))
        ? JsonSerializer.Deserialize(File.ReadAllBytes(paths.Endpoint(id)), LifecycleJson.Default.EndpointRecord)
        : null;

    // Before anything runs: a daemon that is killed when the start has been acknowledged, and its record not yet written, must find it again.
    private async Task NoteAsync(ContainerId id, EndpointRecord? endpoint)
    {
        if (endpoint is not null)
        {
            await File.WriteAllBytesAsync(paths.Endpoint(id), JsonSerializer.SerializeToUtf8Bytes(endpoint, LifecycleJson.Default.EndpointRecord));
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
