using System.Text.Json;
using Gantry.Containers;
using Gantry.Containers.Health;
using Gantry.Containers.Lifecycle;
using Gantry.Docker.Containers.Shapes;
using Gantry.Docker.Json;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>All that inspect shows of a container.</summary>
internal static class ContainerDescription
{
    public static ContainerDetails Describe(ContainerEngine engine, Container container)
    {
        var record = container.Record;
        var (document, paths) = (ReadDocument(record), engine.Paths);
        return new ContainerDetails
        {
            Id = record.Id.Hex,
            Created = DockerTime.Format(record.Created),
            Path = record.Spec.Args[0],
            Args = [.. record.Spec.Args.Skip(1)],
            State = State(record.State, container.Health),
            Image = record.Image?.ToString() ?? "",
            ResolvConfPath = paths.ResolvConf(record.Id),
            HostnamePath = paths.Hostname(record.Id),
            HostsPath = paths.Hosts(record.Id),
            LogPath = document.HostConfig.LogConfig?.Type == LogMapping.JsonFile && record.State.Started is not null ? paths.Log(record.Id) : "",
            Name = $"/{record.Name}",
            RestartCount = record.RestartCount,
            ExecIds = ExecInContainer.Running(container) is { Count: > 0 } execs ? execs : null,
            HostConfig = document.HostConfig,
            GraphDriver = Snapshot(engine, record),
            Mounts = MountPoints.Describe(engine, record),
            Config = document.Config,
            NetworkSettings = NetworkDescription.Describe(record, engine.Networks),
        };
    }

    public static ContainerDocument ReadDocument(ContainerRecord record) =>
        JsonSerializer.Deserialize(record.DoorDocument, DockerJson.Relaxed.ContainerDocument)
            ?? throw new InvalidDataException($"the document of container {record.Id} is null");

    private static StateBody State(RunState state, HealthState? health) => new()
    {
        Status = ContainerStates.Word(state),
        Running = state.IsActive,
        Restarting = state.Status == RunStatus.Restarting,
        Paused = state.Status == RunStatus.Paused,
        OomKilled = state.OutOfMemory,
        Dead = state.Status == RunStatus.Dead,
        Pid = state.Pid,
        ExitCode = state.ExitCode,
        Error = state.Error,
        StartedAt = DockerTime.Format(state.Started),
        FinishedAt = DockerTime.Format(state.Finished),
        Health = health is null ? null : Describe(health),
    };

    private static HealthBody Describe(HealthState health) => new()
    {
        Status = ContainerStates.HealthWord(health),
        FailingStreak = health.FailingStreak,
        Log =
        [
            .. health.Log.Select(result => new HealthResultBody
            {
                Start = DockerTime.Format(result.Start), End = DockerTime.Format(result.End), ExitCode = result.ExitCode, Output = result.Output,
            }),
        ],
    };

    private static GraphDriver Snapshot(ContainerEngine engine, ContainerRecord record)
    {
        var snapshot = engine.Snapshots.Get(record.Id.Hex);
        return new GraphDriver
        {
            Data = new Dictionary<string, string>
            {
                ["ID"] = record.Id.Hex,
                ["LowerDir"] = string.Join(':', snapshot.LowerDirectories),
                ["UpperDir"] = snapshot.Directory,
                ["WorkDir"] = snapshot.WorkDirectory ?? "",
            },
        };
    }
}
