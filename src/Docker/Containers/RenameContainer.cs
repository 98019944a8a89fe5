using Gantry.Containers;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Containers;

/// <summary><c>POST /containers/{name}/rename?name=NEW</c>: 204; 400 without a name, 409 where it is taken.</summary>
internal static class RenameContainer
{
    public static async Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var container = engine.Store.Get(exchange.Path("name"));
        if (exchange.Query("name") is not { Length: > 0 } name)
        {
            throw new InvalidException("Neither old nor new names may be empty");
        }

        await engine.Rename.ExecuteAsync(container, name, exchange.CancellationToken);
        exchange.NoContent();
    }
}
