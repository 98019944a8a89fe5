using System.Text.Json;
using Gantry.Containers;
using Gantry.Docker.Images.Shapes;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;
using Gantry.Linux;

namespace Gantry.Docker.Streams;

/// <summary>An answer of many messages, each sent as it comes. Once it has begun, a failure is one more message: the status has long been sent.</summary>
internal sealed class MessageStream(Exchange exchange)
{
    /// <summary>Does the work, and tells the client where it fails.</summary>
    public async Task RunAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is RefusalException or LinuxException or IOException && !exchange.CancellationToken.IsCancellationRequested)
        {
            await WriteAsync(StreamMessage.OfError(ErrorMapping.MessageOf(e)));
        }
    }

    public async Task WriteAsync(StreamMessage message)
    {
        exchange.Response.ContentType ??= "application/json";
        await exchange.Response.Body.WriteAsync(LineOf(message), exchange.CancellationToken);
        await exchange.Response.Body.FlushAsync(exchange.CancellationToken);
    }

    /// <summary>A message as clients read it.</summary>
    public static byte[] LineOf(StreamMessage message) => [.. JsonSerializer.SerializeToUtf8Bytes(message, DockerJson.Relaxed.StreamMessage), .. "\r\n"u8];
}
