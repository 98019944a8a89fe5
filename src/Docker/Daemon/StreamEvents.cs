using System.Text.Json;
using Gantry.Containers.Events;
using Gantry.Docker.Daemon.Shapes;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Daemon;

/// <summary><c>GET /events?since=TIME&amp;until=TIME&amp;filters=JSON</c>: a document for each event, until the client leaves or the time has come.</summary>
internal static class StreamEvents
{
    public static async Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var filters = Filters.Parse(exchange, "type", "event", "container", "image", "label", "network", "volume", "daemon", "scope");
        var (since, until) = (Read(exchange, "since"), Read(exchange, "until"));
        using var subscription = engine.Events.Subscribe(since);
        exchange.Response.ContentType = "application/json";
        await exchange.Response.StartAsync(exchange.CancellationToken);
        await exchange.Response.Body.FlushAsync(exchange.CancellationToken);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(exchange.CancellationToken);
        using var alarm = until is { } end ? engine.Time.CreateTimer(_ => over.Cancel(), null, Left(end - engine.Time.GetUtcNow()), Timeout.InfiniteTimeSpan) : null;
        try
        {
            await foreach (var happened in subscription.Events.ReadAllAsync(over.Token))
            {
                if (Fits(happened, filters))
                {
                    await WriteAsync(exchange, happened);
                }
            }
        }
        catch (OperationCanceledException) when (!exchange.CancellationToken.IsCancellationRequested)
        {
            // The time until which events were wanted has come.
        }
    }

    private static async Task WriteAsync(Exchange exchange, EngineEvent happened)
    {
        await JsonSerializer.SerializeAsync(exchange.Response.Body, Describe(happened), DockerJson.Relaxed.EventBody, exchange.CancellationToken);
        await exchange.Response.Body.WriteAsync("\n"u8.ToArray(), exchange.CancellationToken);
        await exchange.Response.Body.FlushAsync(exchange.CancellationToken);
    }

    private static EventBody Describe(EngineEvent happened)
    {
        var isOld = happened.Type is "container" or "image";
        return new EventBody
        {
            Status = isOld ? happened.Action : null,
            Id = isOld ? happened.Actor : null,
            From = happened.Type == "container" ? happened.Attributes.GetValueOrDefault("image") : null,
            Type = happened.Type,
            Action = happened.Action,
            Actor = new EventActor(happened.Actor, happened.Attributes),
            Time = happened.Time.ToUnixTimeSeconds(),
            TimeNano = (happened.Time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick,
        };
    }

    private static bool Fits(EngineEvent happened, Filters filters) =>
        filters.Fits("type", type => type == happened.Type)
        && filters.Fits("event", action => happened.Action == action || happened.Action.StartsWith(action + ":", StringComparison.Ordinal))
        && filters.Fits("scope", scope => scope == "local")
        && filters.FitsLabels("label", happened.Attributes)
        && FitsActor(happened, filters, "container")
        && FitsActor(happened, filters, "image")
        && FitsActor(happened, filters, "network")
        && FitsActor(happened, filters, "volume");

    private static bool FitsActor(EngineEvent happened, Filters filters, string type) => filters.Fits(type, wanted =>
        (happened.Type == type && (happened.Actor.StartsWith(wanted, StringComparison.Ordinal) || happened.Attributes.GetValueOrDefault("name") == wanted))
        || (type == "image" && happened.Attributes.GetValueOrDefault("image") == wanted));

    private static DateTimeOffset? Read(Exchange exchange, string name) =>
        UnixTime.Parse(exchange.Query(name)) is > 0 and var nanoseconds
            ? DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick)
            : null;

    private static TimeSpan Left(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;
}
