using System.IO.Pipelines;
using System.Text;
using Gantry.Docker.Http;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Streams;

/// <summary>Takes a connection over from HTTP and says so to the client.</summary>
internal static class HijackedResponse
{
    private static readonly ApiVersion FirstWithMultiplexedType = new(1, 42);

    /// <summary>Sends the head of the answer; what follows on the connection is the caller's.</summary>
    public static async Task<IDuplexPipe> StartAsync(Exchange exchange, Hijacking connection, bool isRaw)
    {
        var upgrades = connection.AsksToUpgrade;
        var head = new StringBuilder(upgrades ? "HTTP/1.1 101 UPGRADED\r\n" : "HTTP/1.1 200 OK\r\n");
        head.Append("Content-Type: ").Append(upgrades ? ContentType(exchange.Version, isRaw) : StdCopy.RawType).Append("\r\n");
        if (upgrades)
        {
            head.Append("Connection: Upgrade\r\nUpgrade: tcp\r\n");
        }

        foreach (var (name, value) in exchange.Response.Headers)
        {
            head.Append(name).Append(": ").Append(value.ToString()).Append("\r\n");
        }

        var pipe = connection.TakeOver();
        await pipe.Output.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), CancellationToken.None);
        return pipe;
    }

    /// <summary>The content type of a stream of output.</summary>
    public static string ContentType(ApiVersion version, bool isRaw) =>
        !isRaw && version >= FirstWithMultiplexedType ? StdCopy.MultiplexedType : StdCopy.RawType;
}
