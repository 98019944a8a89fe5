using Gantry.Docker.Containers;
using Gantry.Docker.Routing;
using Microsoft.AspNetCore.Http;

namespace Gantry.Docker.Exec;

/// <summary><c>POST /exec/{id}/resize?h=ROWS&amp;w=COLUMNS</c>: 201; 409 where it does not run.</summary>
internal static class ResizeExec
{
    public static async Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var (exec, container) = engine.Exec.Get(exchange.Path("id"));
        var (width, height) = ResizeContainer.ReadSize(exchange);
        await engine.Resize.ExecuteAsync(container, exec, width, height);
        exchange.Response.StatusCode = StatusCodes.Status201Created;
    }
}
