using Gantry.Containers;
using Gantry.Containers.Lifecycle;
using Gantry.Docker.Containers.Shapes;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>What a list shows of a container.</summary>
internal static class ContainerLine
{
    public static ContainerSummary Describe(ContainerEngine engine, Container container, DateTimeOffset now)
    {
        var record = container.Record;
        var document = ContainerDescription.ReadDocument(record);
        return new ContainerSummary
        {
            Id = record.Id.Hex,
            Names = [$"/{record.Name}"],
            Image = record.ImageName,
            ImageId = record.Image?.ToString() ?? "",
            Command = string.Join(' ', record.Spec.Args.Select(Quote)),
            Created = record.Created.ToUnixTimeSeconds(),
            Ports = [.. NetworkDescription.PortLines(record, document.Config.ExposedPorts?.Keys ?? [])],
            Labels = record.Labels,
            State = ContainerStates.Word(record.State),
            Status = ContainerStates.Sentence(record.State, now),
            HostConfig = new HostConfigSummary(document.HostConfig.NetworkMode ?? ""),
            NetworkSettings = new NetworkSettingsSummary(NetworkDescription.Networks(record, engine.Networks)),
            Mounts = MountPoints.Describe(engine, record),
        };
    }

    private static string Quote(string argument) => argument.Contains(' ') ? $"'{argument}'" : argument;
}
