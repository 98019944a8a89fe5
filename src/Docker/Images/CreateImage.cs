using Gantry.Containers;
using Gantry.Containers.Images;
using Gantry.Containers.Images.Changes;
using Gantry.Docker.Routing;
using Gantry.Docker.Streams;
using Gantry.Oci.ImageSpec;

namespace Gantry.Docker.Images;

/// <summary><c>POST /images/create?fromSrc=-&amp;repo=NAME&amp;tag=TAG&amp;message=TEXT&amp;changes=INSTRUCTION</c>: imports the archive that is the body; with fromImage, see <see cref="PullImage"/>.</summary>
internal static class CreateImage
{
    public static async Task HandleAsync(Exchange exchange)
    {
        if (exchange.Query("fromImage") is { Length: > 0 } remote)
        {
            await PullImage.HandleAsync(exchange, remote);
            return;
        }

        if (exchange.Query("fromSrc") is not "-")
        {
            throw new UnsupportedException("importing from an address: not there yet; send the archive itself");
        }

        var options = ReadOptions(exchange);
        exchange.AllowLargeBody();
        var engine = exchange.Engine.Containers;
        var image = await engine.Images.ImportAsync(exchange.Request.Body, options, exchange.CancellationToken);
        engine.Events.Publish("image", "import", image.Id.ToString(), new Dictionary<string, string> { ["name"] = options.Reference?.Familiar ?? "" });
        await new MessageStream(exchange).WriteAsync(new() { Status = image.Id.ToString() });
    }

    private static ImportOptions ReadOptions(Exchange exchange)
    {
        var changes = exchange.Request.Query["changes"].OfType<string>();
        return new ImportOptions
        {
            Reference = ImageNames.Target(exchange.Query("repo"), exchange.Query("tag")),
            Message = exchange.Query("message") ?? "",
            Config = ConfigChanges.Apply(new ImageConfig(), changes),
        };
    }
}
