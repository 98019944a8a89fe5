using Gantry.Containers;
using Gantry.Docker.Containers.Mapping;
using Gantry.Docker.Containers.Shapes;
using Gantry.Docker.Daemon.Shapes;
using Gantry.Docker.Images;
using Gantry.Docker.Images.Shapes;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Daemon;

/// <summary><c>GET /system/df?type=KIND…</c>: what images, containers and volumes take on disk.</summary>
internal static class GetDiskUsage
{
    private static readonly string[] Kinds = ["container", "image", "volume", "build-cache"];

    public static Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var asked = exchange.Request.Query["type"].OfType<string>().ToList();
        if (asked.Except(Kinds).FirstOrDefault() is { } unknown)
        {
            throw new InvalidException($"unknown object type: {unknown}");
        }

        bool Wants(string kind) => asked.Count == 0 || asked.Contains(kind);
        var usage = engine.Images.Usage();
        return exchange.WriteJsonAsync(
            new DiskUsageBody
            {
                LayersSize = Wants("image") ? usage.LayersBytes : 0,
                Images = Wants("image") ? Images(exchange, usage) : null,
                Containers = Wants("container") ? Containers(engine) : null,
                Volumes = Wants("volume") ? Volumes(engine) : null,
                BuildCache = Wants("build-cache") ? [] : null,
            },
            DockerJson.Relaxed.DiskUsageBody);
    }

    private static IReadOnlyList<ImageSummary> Images(Exchange exchange, Gantry.Containers.Images.ImageUsage usage)
    {
        var engine = exchange.Engine.Containers;
        var users = engine.Store.All.Select(container => container.Record.Image).Where(image => image is not null).CountBy(image => image ?? default).ToDictionary();
        return [.. engine.Images.List().Select(image => ImageLine.Describe(image, exchange, _ => true, usage, users.GetValueOrDefault(image.Id)))];
    }

    private static IReadOnlyList<ContainerSummary> Containers(ContainerEngine engine)
    {
        var now = engine.Time.GetUtcNow();
        return
        [
            .. engine.Store.All.Where(container => container.Record.Door == Engine.Door)
                .Select(container => ContainerSizes.Add(engine, ContainerLine.Describe(engine, container, now))),
        ];
    }

    private static IReadOnlyList<VolumeUsageLine> Volumes(ContainerEngine engine) =>
    [
        .. engine.VolumeUsage().Select(volume => new VolumeUsageLine
        {
            Name = volume.Name, Mountpoint = volume.Path, UsageData = new(volume.Bytes, volume.Containers),
        }),
    ];
}
