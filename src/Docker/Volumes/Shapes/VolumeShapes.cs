namespace Gantry.Docker.Volumes.Shapes;

internal sealed record VolumeBody
{
    public required string CreatedAt { get; init; }
    public string Driver { get; init; } = "local";
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
    public required string Mountpoint { get; init; }
    public required string Name { get; init; }
    public IReadOnlyDictionary<string, string>? Options { get; init; }
    public string Scope { get; init; } = "local";
}

internal sealed record VolumeList(IReadOnlyList<VolumeBody> Volumes, IReadOnlyList<string>? Warnings);

internal sealed record CreateVolumeRequest
{
    public string? Name { get; init; }
    public string? Driver { get; init; }
    public IReadOnlyDictionary<string, string>? DriverOpts { get; init; }
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}

internal sealed record PruneVolumesResponse(IReadOnlyList<string>? VolumesDeleted, long SpaceReclaimed);
