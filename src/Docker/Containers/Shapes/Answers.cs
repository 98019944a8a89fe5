using System.Text.Json.Serialization;

namespace Gantry.Docker.Containers.Shapes;

internal sealed record WaitResponse
{
    public required int StatusCode { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WaitError? Error { get; init; }
}

internal sealed record WaitError(string Message);

internal sealed record TopResponse(IReadOnlyList<IReadOnlyList<string>> Processes, IReadOnlyList<string> Titles);

internal sealed record PruneContainersResponse(IReadOnlyList<string>? ContainersDeleted, long SpaceReclaimed);

internal sealed record IdResponse(string Id);
