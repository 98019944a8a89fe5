using System.Runtime.CompilerServices;
using Gantry.Containers;
using Gantry.Containers.Lifecycle;
using Gantry.Docker.Containers.Shapes;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>What a list shows of a container.</summary>
internal static class ContainerLine
{
    // By the text's identity, which outlives every change of the container's state: a thousand containers are not parsed anew for each list.
    private static readonly ConditionalWeakTable<string, Listed> Parts = [];

    public static ContainerSummary Describe(ContainerEngine engine, Container container, DateTimeOffset now)
    {
        var record = container.Record;
        var listed = Parts.GetValue(record.DoorDocument, _ => Read(record));
        return new ContainerSummary
        {
            Id = record.Id.Hex,
            Names = [$"/{record.Name}"],
            Image = record.ImageName,
            ImageId = record.Image?.ToString() ?? "",
            Command = string.Join(' ', record.Spec.Args.Select(Quote)),
            Created = record.Created.ToUnixTimeSeconds(),
            Ports = [.. NetworkDescription.PortLines(record, listed.ExposedPorts)],
            Labels = record.Labels,
            State = ContainerStates.Word(record.State),
            Status = ContainerStates.Sentence(record.State, container.Health, now),
            HostConfig = new HostConfigSummary(listed.NetworkMode),
            NetworkSettings = new NetworkSettingsSummary(NetworkDescription.Networks(record, engine.Networks)),
            Mounts = MountPoints.Describe(engine, record),
        };
    }

    private static Listed Read(ContainerRecord record)
    {
        var document = ContainerDescription.ReadDocument(record);
        return new Listed(document.HostConfig.NetworkMode ?? "", [.. document.Config.ExposedPorts?.Keys ?? []]);
    }

    private static string Quote(string argument) => argument.Contains(' ') ? $"'{argument}'" : argument;

    /// <summary>What a list shows of the door's document.</summary>
    private sealed record Listed(string NetworkMode, IReadOnlyList<string> ExposedPorts);
}
