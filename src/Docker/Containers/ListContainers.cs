using Gantry.Docker.Containers.Mapping;
using Gantry.Docker.Containers.Shapes;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Containers;

/// <summary><c>GET /containers/json?all=BOOL&amp;limit=N&amp;size=BOOL&amp;filters=JSON</c></summary>
internal static class ListContainers
{
    public static Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var filter = ContainerFilter.Parse(exchange, engine);
        var limit = exchange.Number("limit") is > 0 and var number ? (int)number : int.MaxValue;
        var all = exchange.Flag("all") || limit != int.MaxValue || filter.NamesStates;
        var time = engine.Time.GetUtcNow();
        var found = engine.Store.All
            .Where(container => container.Record.Door == Engine.Door)
            .Where(container => all || container.Record.State.IsActive)
            .OrderByDescending(container => container.Record.Created)
            .Where(filter.Accepts)
            .Take(limit)
            .Select(container => ContainerLine.Describe(engine, container, time))
            .Select(line => exchange.Flag("size") ? ContainerSizes.Add(engine, line) : line)
            .ToList();
        return exchange.WriteJsonAsync<IReadOnlyList<ContainerSummary>>(found, DockerJson.Relaxed.IReadOnlyListContainerSummary);
    }
}
