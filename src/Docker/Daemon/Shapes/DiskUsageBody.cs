using Gantry.Docker.Containers.Shapes;
using Gantry.Docker.Images.Shapes;

namespace Gantry.Docker.Daemon.Shapes;

/// <summary>The answer of <c>docker system df</c>.</summary>
internal sealed record DiskUsageBody
{
    public long LayersSize { get; init; }
    public IReadOnlyList<ImageSummary>? Images { get; init; }
    public IReadOnlyList<ContainerSummary>? Containers { get; init; }
    public IReadOnlyList<VolumeUsageLine>? Volumes { get; init; }

    /// <summary>There is no build cache yet.</summary>
    public IReadOnlyList<string>? BuildCache { get; init; }

    public long BuilderSize { get; init; }
}

/// <summary>A volume with what it takes on disk.</summary>
internal sealed record VolumeUsageLine
{
    public required string Name { get; init; }
    public string Driver { get; init; } = "local";
    public required string Mountpoint { get; init; }
    public string Scope { get; init; } = "local";
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
    public IReadOnlyDictionary<string, string>? Options { get; init; }
    public required VolumeUsageData UsageData { get; init; }
}

internal sealed record VolumeUsageData(long Size, int RefCount);
