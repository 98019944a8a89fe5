using System.Threading.Channels;
using Gantry.Containers.Images;
using Gantry.Containers.Images.Archives;
using Gantry.Docker.Routing;
using Gantry.Docker.Streams;
using Gantry.Oci;

namespace Gantry.Docker.Images;

/// <summary><c>POST /images/load?quiet=BOOL&amp;platform=JSON</c>: takes in the images of the archive that is the body.</summary>
internal static class LoadImages
{
    // More would only be drawn over on the screen.
    private const long ProgressStepBytes = 512 * 1024;

    public static Task HandleAsync(Exchange exchange)
    {
        var platform = PlatformQuery.Read(exchange);
        exchange.AllowLargeBody();
        var answer = new MessageStream(exchange);
        return answer.RunAsync(() => LoadAsync(exchange, platform, answer));
    }

    private static async Task LoadAsync(Exchange exchange, Platform? platform, MessageStream answer)
    {
        var progress = Channel.CreateBounded<LoadProgress>(new BoundedChannelOptions(16) { FullMode = BoundedChannelFullMode.DropOldest });
        var telling = TellAsync(progress.Reader, answer);
        try
        {
            var load = new Gantry.Containers.Images.Archives.LoadImages(exchange.Engine.Containers.Images);
            await load.ExecuteAsync(
                exchange.Request.Body, platform, Reporter(exchange, progress.Writer),
                async (image, names) =>
                {
                    // What is told of the image comes after all that was told of its layers.
                    progress.Writer.TryComplete();
                    await telling;
                    await TellAsync(image, names, exchange, answer);
                },
                exchange.CancellationToken);
        }
        finally
        {
            progress.Writer.TryComplete();
            await telling;
        }
    }

    private static Action<LoadProgress> Reporter(Exchange exchange, ChannelWriter<LoadProgress> progress)
    {
        if (exchange.Flag("quiet"))
        {
            return _ => { };
        }

        long told = 0;
        return now =>
        {
            if (now.Bytes == now.Total || now.Bytes - told >= ProgressStepBytes || now.Bytes < told)
            {
                told = now.Bytes;
                progress.TryWrite(now);
            }
        };
    }

    private static async Task TellAsync(ChannelReader<LoadProgress> progress, MessageStream answer)
    {
        await foreach (var now in progress.ReadAllAsync())
        {
            await answer.WriteAsync(new() { Status = "Loading layer", ProgressDetail = new(now.Bytes, now.Total), Id = now.Layer });
        }
    }

    private static async Task TellAsync(CommittedImage image, IReadOnlyList<ImageReference> names, Exchange exchange, MessageStream answer)
    {
        var id = image.Image.Id.ToString();
        foreach (var (reference, from) in image.Displaced)
        {
            await answer.WriteAsync(new() { Stream = $"The image {reference.Familiar} already exists, renaming the old one with ID {from} to empty string\n" });
        }

        foreach (var name in names)
        {
            await answer.WriteAsync(new() { Stream = $"Loaded image: {name.Familiar}\n" });
        }

        if (names.Count == 0)
        {
            await answer.WriteAsync(new() { Stream = $"Loaded image ID: {id}\n" });
        }

        exchange.Engine.Containers.Events.Publish("image", "load", id, new Dictionary<string, string> { ["name"] = names.Count > 0 ? names[0].Familiar : id });
    }
}
