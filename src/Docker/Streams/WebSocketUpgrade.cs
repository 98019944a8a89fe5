using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Gantry.Containers;
using Gantry.Docker.Routing;
using Microsoft.AspNetCore.Http.Features;

namespace Gantry.Docker.Streams;

/// <summary>Turns a request into a WebSocket.</summary>
/// <remarks>RFC 6455, section 4.2</remarks>
internal static class WebSocketUpgrade
{
    private const string KeySuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);

    /// <exception cref="InvalidException">The client did not ask for one.</exception>
    public static async Task<WebSocket> AcceptAsync(Exchange exchange)
    {
        var headers = exchange.Request.Headers;
        var upgrade = exchange.Http.Features.Get<IHttpUpgradeFeature>();
        if (upgrade is not { IsUpgradableRequest: true }
            || !headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase)
            || headers.SecWebSocketKey.ToString() is not { Length: > 0 } key)
        {
            throw new InvalidException("bad request: not a websocket handshake");
        }

#pragma warning disable CA5350 // The protocol's own, and no secret.
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key.Trim() + KeySuffix)));
#pragma warning restore CA5350
        exchange.Response.Headers.Connection = "Upgrade";
        exchange.Response.Headers.Upgrade = "websocket";
        exchange.Response.Headers.SecWebSocketAccept = accept;
        var stream = await upgrade.UpgradeAsync();
        return WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = KeepAlive });
    }
}
