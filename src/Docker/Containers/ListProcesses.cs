using Gantry.Docker.Containers.Mapping;
using Gantry.Docker.Containers.Shapes;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Containers;

/// <summary><c>GET /containers/{name}/top?ps_args=-ef</c>: 409 where it does not run.</summary>
internal static class ListProcesses
{
    public static Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var container = engine.Store.Get(exchange.Path("name"));
        var arguments = exchange.Query("ps_args") is { Length: > 0 } given ? given : "-ef";
        var columns = ProcessColumns.Parse(arguments);
        var processes = engine.Processes.Execute(container).Select(IReadOnlyList<string> (process) => [.. columns.Select(column => column.Read(process))]);
        return exchange.WriteJsonAsync(
            new TopResponse([.. processes], [.. columns.Select(column => column.Title)]), DockerJson.Relaxed.TopResponse);
    }
}
