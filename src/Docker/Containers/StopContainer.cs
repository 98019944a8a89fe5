using Gantry.Containers;
using Gantry.Containers.Lifecycle;
using Gantry.Docker.Routing;
using Gantry.Linux;

namespace Gantry.Docker.Containers;

/// <summary><c>POST /containers/{name}/stop?t=SECONDS&amp;signal=NAME</c>: 204; 304 where it does not run.</summary>
internal static class StopContainer
{
    private static readonly ApiVersion FirstWithSignal = new(1, 42);

    public static async Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var container = engine.Store.Get(exchange.Path("name"));
        var options = ReadOptions(exchange);

        // What is to be remembered is written before the first signal; then it only waits.
        exchange.Carry(() => true);
        await engine.Stop.ExecuteAsync(container, options, exchange.CancellationToken);
        exchange.NoContent();
    }

    /// <exception cref="InvalidException">The signal is unknown.</exception>
    public static StopOptions ReadOptions(Exchange exchange) =>
        new() { Seconds = (int?)exchange.Number("t"), Signal = exchange.Version >= FirstWithSignal && exchange.Query("signal") is { Length: > 0 } name ? ParseSignal(name) : null };

    /// <exception cref="InvalidException">The signal is unknown.</exception>
    public static Signal ParseSignal(string name) => SignalNames.Find(name) ?? throw new InvalidException($"invalid signal: {name}");
}
