using Gantry.Docker.Images.Shapes;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Images;

/// <summary><c>GET /images/{name}/history</c></summary>
internal static class GetImageHistory
{
    private const string Missing = "<missing>";

    public static Task HandleAsync(Exchange exchange)
    {
        var steps = exchange.Engine.Containers.Images.History(exchange.Path("name"));
        return exchange.WriteJsonAsync<IReadOnlyList<HistoryItem>>(
            [
                .. steps.Select(step => new HistoryItem
                {
                    Comment = step.Comment,
                    Created = step.Created?.ToUnixTimeSeconds() ?? 0,
                    CreatedBy = step.CreatedBy,
                    Id = step.Image?.ToString() ?? Missing,
                    Size = step.Size,
                    Tags = step.Tags.Count > 0 ? [.. step.Tags.Select(tag => tag.Familiar)] : null,
                }),
            ],
            DockerJson.Relaxed.IReadOnlyListHistoryItem);
    }
}
