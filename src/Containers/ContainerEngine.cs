using Gantry.Containers.Events;
using Gantry.Containers.Handover;
using Gantry.Containers.Health;
using Gantry.Containers.Images;
using Gantry.Containers.Images.Pulling;
using Gantry.Containers.Images.Pushing;
using Gantry.Containers.Instances;
using Gantry.Containers.Lifecycle;
using Gantry.Containers.Lifecycle.Connections;
using Gantry.Containers.Lifecycle.Files;
using Gantry.Containers.Lifecycle.Restarts;
using Gantry.Containers.Lifecycle.Shims;
using Gantry.Containers.Lifecycle.Spec;
using Gantry.Containers.Logs;
using Gantry.Containers.Networks.Named;
using Gantry.Containers.Registries;
using Gantry.Containers.Snapshots;
using Gantry.Containers.Stats;
using Gantry.Containers.Volumes;
using Microsoft.Extensions.Logging;

namespace Gantry.Containers;

/// <summary>The containers of one instance, and what can be done with them: what every door stands on.</summary>
public sealed class ContainerEngine : IAsyncDisposable
{
    private readonly ContainerTable _table;
    private readonly ShimLauncher _shims;
    private readonly BridgedContainers _bridge;
    private readonly RecoverContainers _recover;
    private readonly AutoRestart _restarts;
    private readonly HandOverContainers _handOver;
    private bool _isHandedOver;

    private ContainerEngine(Instance instance, Storage storage, EngineOptions options)
    {
        (Instance, Images, Time) = (instance, storage.Images, options.Time);
        var snapshots = Snapshots = storage.Snapshots;
        Events = new EventBus(options.Time);
        Paths = new ContainerPaths(instance);
        _table = ContainerTable.Open(Path.Combine(instance.Root, "engine", "containers.db"), options.Loggers.CreateLogger<ContainerTable>());
        _shims = new ShimLauncher(options.Runtime, Paths);
        var volumes = new VolumeStore(instance, Events, options.Time);
        VolumeUse = new VolumeUse(volumes, Store);
        var mounts = new VolumeMounts(volumes, Store);
        var journal = new ContainerJournal(_table, Events);
        Networks = new NetworkStore(instance.Networks, options.Time);
        var names = new ContainerNames(Store, Networks);
        var resolvers = new ContainerResolvers(
            names, _shims, new NameService(Store, Networks, names, options.Time, options.Loggers.CreateLogger<NameService>()));
        var networkJournal = new NetworkJournal(Events);
        _bridge = new BridgedContainers(instance, Networks, resolvers, networkJournal, options.Time, options.Loggers);
        var links = new LegacyLinks(Store, Networks);
        var (sources, hostFiles) = (new MountSources(volumes, mounts), new HostFiles(Paths, Networks, links, resolvers));
        var bundles = new Bundles(
            instance, Paths, snapshots, new ContainerConnections(Store, _bridge), sources, hostFiles, new JoinedNamespaces(Store), links);
        CreateNetwork = new CreateNetwork(Networks, _bridge, networkJournal, options.Time);
        RemoveNetwork = new RemoveNetwork(Networks, Store, _bridge, networkJournal);
        ConnectContainer = new ConnectContainer(journal, _bridge, bundles, hostFiles, networkJournal);
        DisconnectContainer = new DisconnectContainer(journal, _bridge, bundles, hostFiles, networkJournal);
        var removal = new Removal(Store, journal, snapshots, VolumeUse, Paths);
        Exec = new ExecInContainer(Store, _shims, journal);
        var health = new HealthMonitors(new HealthProbe(Exec, options.Time), journal, options.Time, options.Loggers.CreateLogger<HealthMonitors>());
        _restarts = new AutoRestart(RestartAsync, options.Time, options.Loggers.CreateLogger<AutoRestart>());
        var end = new EndRun(journal, _shims, bundles, removal, _restarts, health, Paths, options.Time, options.Loggers.CreateLogger<EndRun>());
        _recover = new RecoverContainers(
            Store, _table, journal, _shims, end, removal, _restarts, health, snapshots, bundles, Paths, options.Loggers.CreateLogger<RecoverContainers>());
        Volumes = volumes;
        Create = new CreateContainer(Store, journal, snapshots, volumes, Paths, options.Time);
        Start = new StartContainer(journal, _shims, bundles, end, removal, health, options.Time);
        Kill = new KillContainer(_shims, journal, new CancelRestart(_restarts, journal));
        Pause = new PauseContainer(_shims, journal, health);
        Stop = new StopContainer(Kill, Pause, journal, options.Time);
        Restart = new RestartContainer(Stop, Start, journal);
        Remove = new RemoveContainer(removal, Kill);
        Rename = new RenameContainer(Store, journal);
        Resize = new ResizeContainer(_shims, journal);
        Attach = new AttachContainer(_shims, journal);
        var files = new ContainerFiles(instance, snapshots, sources, hostFiles);
        (CopyFrom, CopyTo) = (new CopyFrom(files), new CopyTo(files));
        if (options.ImageCeilingBytes is { } ceiling)
        {
            storage.Images.WhenIdle = new StorageCeiling(Images, storage.Content, ceiling, ImageUses, options.Loggers.CreateLogger<StorageCeiling>()).Collect;
        }

        var ownFiles = new OwnFiles(snapshots);
        Changes = new ListChanges(ownFiles);
        Export = new ExportContainer(ownFiles, journal);
        Commit = new CommitContainer(ownFiles, storage.Images, Pause, journal, options.Time);
        Processes = new ListProcesses(instance, options.Time);
        Registries = new RegistryAccess(options.Registries, options.Time);
        Pull = new PullImage(Images, Registries, Events);
        Push = new PushImage(Images, storage.Content, Registries, Events);
        Update = new UpdateContainer(_shims, journal);
        Statistics = new ReadStatistics(instance, options.Time);
        var changes = new FolderChanges(options.Loggers.CreateLogger<FolderChanges>());
        Logs = new ReadLogs(Paths, changes);
        _handOver = new HandOverContainers(Store, _table, end, _restarts, health, _bridge, Events, new WitnessedEnds(Store, Paths, changes));
    }

    public Instance Instance { get; }
    public ImageStore Images { get; }
    public OverlaySnapshots Snapshots { get; }
    public TimeProvider Time { get; }
    public EventBus Events { get; }
    public ContainerPaths Paths { get; }
    public ContainerStore Store { get; } = new();
    public VolumeStore Volumes { get; }
    public NetworkStore Networks { get; }
    public CreateNetwork CreateNetwork { get; }
    public RemoveNetwork RemoveNetwork { get; }
    public ConnectContainer ConnectContainer { get; }
    public DisconnectContainer DisconnectContainer { get; }
    public VolumeUse VolumeUse { get; }
    public CreateContainer Create { get; }
    public StartContainer Start { get; }
    public StopContainer Stop { get; }
    public RestartContainer Restart { get; }
    public KillContainer Kill { get; }
    public PauseContainer Pause { get; }
    public RemoveContainer Remove { get; }
    public RenameContainer Rename { get; }
    public ResizeContainer Resize { get; }
    public AttachContainer Attach { get; }
    public ExecInContainer Exec { get; }
    public CopyFrom CopyFrom { get; }
    public CopyTo CopyTo { get; }
    public ListChanges Changes { get; }
    public ExportContainer Export { get; }
    public CommitContainer Commit { get; }
    public ListProcesses Processes { get; }
    public ReadLogs Logs { get; }
    public UpdateContainer Update { get; }
    public ReadStatistics Statistics { get; }
    public RegistryAccess Registries { get; }
    public PullImage Pull { get; }
    public PushImage Push { get; }

    /// <summary>The containers, of whichever door, that stand in the way of removing images.</summary>
    public IReadOnlyList<ImageUse> ImageUses() =>
        [.. from container in Store.All
            let record = container.Record
            where record.Image is not null
            select new ImageUse(record.Image ?? default, $"container {record.Id.Short}", record.State.IsRunning)];

    /// <summary>What volumes take on disk. Walks their files.</summary>
    public IReadOnlyList<VolumeUsage> VolumeUsage() => Containers.Volumes.VolumeUsage.Of(Instance, Volumes, Store);

    /// <summary>Ends when the bridges are up, and the default network's subnet known.</summary>
    public Task NetworksReady() => _bridge.HostAsync();

    /// <summary>Opens what is on disk, and takes up the containers that run.</summary>
    public static async Task<ContainerEngine> OpenAsync(
        Instance instance, Storage storage, EngineOptions options, CancellationToken cancellationToken)
    {
        var engine = new ContainerEngine(instance, storage, options);
        engine._recover.Load();
        engine._recover.Recall(options.Memory.Containers);
        engine.Events.Recall(options.Memory.Events);
        await engine._recover.ExecuteAsync(cancellationToken);
        engine._bridge.Begin(engine.Store.All.Select(container => container.Record).Where(record => record.State.IsRunning));
        await engine._recover.RestartAsync();
        return engine;
    }

    private Task RestartAsync(Container container) => Start.RestartAsync(container);

    /// <summary>Lets go of all containers for another engine; what is left here is to carry streams, and to tell those who wait.</summary>
    /// <returns>What is on no disk.</returns>
    public Task<EngineMemory> HandOverAsync()
    {
        _isHandedOver = true;
        return _handOver.ExecuteAsync();
    }

    /// <summary>Writes what is still to be written. Containers go on.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_isHandedOver)
        {
            _restarts.Dispose();
            await _bridge.DisposeAsync();
            await _table.DisposeAsync();
        }

        _shims.Dispose();
        Push.Dispose();
        Registries.Dispose();
    }
}

public sealed record EngineOptions
{
    /// <summary>The path of <c>gantry-runtime</c>.</summary>
    public required string Runtime { get; init; }

    public required ILoggerFactory Loggers { get; init; }
    public TimeProvider Time { get; init; } = TimeProvider.System;
    public RegistryOptions Registries { get; init; } = new();

    /// <summary>What the engine before this one told, where it handed over.</summary>
    public EngineMemory Memory { get; init; } = new();

    /// <summary>How much blobs and layers of images may take on disk, in bytes; null for as much as there is.</summary>
    public long? ImageCeilingBytes { get; init; }
}
