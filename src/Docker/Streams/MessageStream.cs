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
            var message = ErrorMapping.MessageOf(e);
            await WriteAsync(new() { ErrorDetail = new(message), Error = message });
        }
    }

    public async Task WriteAsync(StreamMessage message)
    {
        if (!exchange.Response.HasStarted)
        {
            exchange.Response.ContentType = "application/json";
        }

        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(message, DockerJson.Relaxed.StreamMessage), .. "\r\n"u8];
        await exchange.Response.Body.WriteAsync(bytes, exchange.CancellationToken);
        await exchange.Response.Body.FlushAsync(exchange.CancellationToken);
    }
}
