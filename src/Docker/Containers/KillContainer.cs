using Gantry.Docker.Routing;
using Gantry.Linux;

namespace Gantry.Docker.Containers;

/// <summary><c>POST /containers/{name}/kill?signal=NAME</c>: 204; 409 where it does not run.</summary>
internal static class KillContainer
{
    public static async Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var container = engine.Store.Get(exchange.Path("name"));
        var signal = exchange.Query("signal") is { Length: > 0 } name ? StopContainer.ParseSignal(name) : Signal.SIGKILL;
        var exit = container.NextExit;
        await engine.Kill.ExecuteAsync(container, signal, exchange.CancellationToken);
        if (signal == Signal.SIGKILL)
        {
            await exit.WaitAsync(exchange.CancellationToken);
        }

        exchange.NoContent();
    }
}
