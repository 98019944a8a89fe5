namespace Gantry.Docker.Containers.Shapes;

/// <summary>The body of an update: what is 0 or missing stays as it is.</summary>
internal sealed record UpdateRequest : ResourceConfig
{
    public RestartPolicy? RestartPolicy { get; init; }
}

internal sealed record UpdateResponse(IReadOnlyList<string>? Warnings);
