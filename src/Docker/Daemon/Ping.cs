using Gantry.Docker.Routing;
using Microsoft.AspNetCore.Http;

namespace Gantry.Docker.Daemon;

/// <summary><c>GET</c> and <c>HEAD /_ping</c>: whether somebody is there, and which API is spoken.</summary>
internal static class Ping
{
    private static readonly byte[] Ok = "OK"u8.ToArray();

    public static async Task HandleAsync(Exchange exchange)
    {
        var response = exchange.Response;
        response.Headers.CacheControl = "no-cache, no-store, must-revalidate";
        response.Headers.Pragma = "no-cache";
        response.Headers["Builder-Version"] = "1";
        response.Headers["Swarm"] = "inactive";
        response.ContentType = "text/plain; charset=utf-8";
        if (HttpMethods.IsHead(exchange.Request.Method))
        {
            response.ContentLength = 0;
            return;
        }

        response.ContentLength = Ok.Length;
        await response.Body.WriteAsync(Ok, exchange.CancellationToken);
    }
}
