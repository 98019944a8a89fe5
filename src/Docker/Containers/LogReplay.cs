using Gantry.Containers;
using Gantry.Containers.Lifecycle;
using Gantry.Containers.Logs;
using Gantry.Docker.Streams;

namespace Gantry.Docker.Containers;

/// <summary>Sends a client that attaches what the container has written before.</summary>
internal static class LogReplay
{
    public static async Task WriteAsync(ContainerEngine engine, Container container, StdCopy output, bool stdout, bool stderr)
    {
        using var reading = engine.Logs.Execute(container, new LogQuery());
        while (reading.TryNext(out var entry))
        {
            if (entry.IsError ? stderr : stdout)
            {
                output.Add(entry.IsError, entry.Text.Span);
                await output.FlushAsync(CancellationToken.None);
            }
        }
    }
}
