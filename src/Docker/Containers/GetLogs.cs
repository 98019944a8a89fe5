using System.Globalization;
using Gantry.Containers;
using Gantry.Containers.Logs;
using Gantry.Docker.Containers.Mapping;
using Gantry.Docker.Routing;
using Gantry.Docker.Streams;

namespace Gantry.Docker.Containers;

/// <summary>
/// <c>GET /containers/{name}/logs?stdout=BOOL&amp;stderr=BOOL&amp;follow=BOOL&amp;since=TIME&amp;until=TIME&amp;timestamps=BOOL&amp;tail=N&amp;details=BOOL</c>:
/// 200 with the stream; 400 where neither output is asked for.
/// </summary>
internal static class GetLogs
{
    // Answers are sent in pieces of about this many bytes while there is more to read.
    private const int PieceLength = 64 * 1024;

    public static async Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var (stdout, stderr) = (exchange.Flag("stdout"), exchange.Flag("stderr"));
        if (!stdout && !stderr)
        {
            throw new InvalidException("Bad parameters: you must choose at least one stream");
        }

        var container = engine.Store.Get(exchange.Path("name"));
        var isRaw = container.Record.Spec.Terminal;
        using var reading = engine.Logs.Execute(container, ReadQuery(exchange));
        exchange.Carry(() => true);
        exchange.Response.ContentType = HijackedResponse.ContentType(exchange.Version, isRaw);
        await exchange.Response.StartAsync(exchange.CancellationToken);
        var output = new StdCopy(exchange.Response.BodyWriter, isRaw);
        var line = new LogLines(output, exchange.Flag("timestamps"), exchange.Flag("details") ? LogDetails.Of(container.Record) : null);
        await output.FlushAsync(exchange.CancellationToken);
        do
        {
            while (reading.TryNext(out var entry))
            {
                if (entry.IsError ? stderr : stdout)
                {
                    line.Add(entry);
                }

                if (exchange.Response.BodyWriter.UnflushedBytes > PieceLength)
                {
                    await output.FlushAsync(exchange.CancellationToken);
                }
            }

            await output.FlushAsync(exchange.CancellationToken);
        }
        while (await reading.WaitAsync(exchange.CancellationToken));
    }

    private static LogQuery ReadQuery(Exchange exchange) => new()
    {
        Tail = exchange.Query("tail") is { } tail && int.TryParse(tail, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null,
        Since = UnixTime.Parse(exchange.Query("since")),
        Until = UnixTime.Parse(exchange.Query("until")),
        Follow = exchange.Flag("follow"),
    };
}
