using System.Text.Json;
using Gantry.Containers;
using Gantry.Containers.Stats;
using Gantry.Docker.Containers.Mapping;
using Gantry.Docker.Containers.Shapes;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Containers;

/// <summary>
/// <c>GET /containers/{name}/stats?stream=BOOL&amp;one-shot=BOOL</c>: a document each second, or one; it is read only while a client listens.
/// </summary>
internal static class StreamStats
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private static readonly ApiVersion FirstWithOneShot = new(1, 41);

    public static async Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var container = engine.Store.Get(exchange.Path("name"));
        var (stream, oneShot) = (exchange.Flag("stream", otherwise: true), exchange.Version >= FirstWithOneShot && exchange.Flag("one-shot"));
        if (stream && oneShot)
        {
            throw new InvalidException("cannot have stream=true and one-shot=true");
        }

        exchange.Carry(() => true);
        exchange.Response.ContentType = "application/json";
        using var ticks = new PeriodicTimer(Interval, engine.Time);
        var before = engine.Statistics.Execute(container);
        if (stream)
        {
            await WriteAsync(exchange, container, before, null);
        }
        else if (oneShot || before is null)
        {
            await WriteAsync(exchange, container, before, null);
            return;
        }

        do
        {
            await ticks.WaitForNextTickAsync(exchange.CancellationToken);
            var now = engine.Statistics.Execute(container);
            await WriteAsync(exchange, container, now, before);
            before = now;
        }
        while (stream && !container.IsRemoved);
    }

    private static async Task WriteAsync(
        Exchange exchange, Gantry.Containers.Lifecycle.Container container, ContainerStatistics? now, ContainerStatistics? before)
    {
        var names = new StatsBody { Name = $"/{container.Record.Name}", Id = container.Id.Hex };
        var body = StatsMapping.Make(names, now, before);
        await JsonSerializer.SerializeAsync(exchange.Response.Body, body, StatsJson.Relaxed.StatsBody, exchange.CancellationToken);
        await exchange.Response.Body.WriteAsync("\n"u8.ToArray(), exchange.CancellationToken);
        await exchange.Response.Body.FlushAsync(exchange.CancellationToken);
    }
}
