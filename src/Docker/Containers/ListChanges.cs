using Gantry.Docker.Containers.Shapes;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Containers;

/// <summary><c>GET /containers/{name}/changes</c>: the files that differ from the image's.</summary>
internal static class ListChanges
{
    public static Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var changes = engine.Changes.Execute(engine.Store.Get(exchange.Path("name")));
        return exchange.WriteJsonAsync<IReadOnlyList<FileChangeBody>>(
            [.. changes.Select(change => new FileChangeBody(change.Path.ToString(), (int)change.Kind))], DockerJson.Relaxed.IReadOnlyListFileChangeBody);
    }
}
