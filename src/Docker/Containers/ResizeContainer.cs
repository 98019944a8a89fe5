using Gantry.Containers;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Containers;

/// <summary><c>POST /containers/{name}/resize?h=ROWS&amp;w=COLUMNS</c>: 200; 409 where it does not run.</summary>
internal static class ResizeContainer
{
    public static async Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var container = engine.Store.Get(exchange.Path("name"));
        var (width, height) = ReadSize(exchange);
        await engine.Resize.ExecuteAsync(container, width, height, exchange.CancellationToken);
    }

    /// <exception cref="InvalidException">One of the two is missing or is no size.</exception>
    public static (int Width, int Height) ReadSize(Exchange exchange) => (Read(exchange, "w"), Read(exchange, "h"));

    private static int Read(Exchange exchange, string name) => exchange.Number(name) switch
    {
        null => throw new InvalidException($"strconv.Atoi: parsing \"\": invalid syntax"),
        >= 0 and <= ushort.MaxValue and var size => (int)size,
        var size => throw new InvalidException($"invalid terminal size: {size}"),
    };
}
