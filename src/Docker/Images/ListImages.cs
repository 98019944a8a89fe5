using Gantry.Docker.Images.Shapes;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;
using Gantry.Oci;

namespace Gantry.Docker.Images;

/// <summary><c>GET /images/json?all=BOOL&amp;filters=JSON&amp;shared-size=BOOL</c></summary>
internal static class ListImages
{
    public static Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var filter = ImageFilter.Parse(exchange, engine.Images);
        var usage = exchange.Flag("shared-size") ? engine.Images.Usage() : null;
        var all = engine.Images.List();
        // What others were made from, and has no name itself, is shown only to who asks for all.
        var parents = exchange.Flag("all") ? [] : all.Select(image => image.Parent).OfType<Digest>().ToHashSet();
        var images = all.Where(image => image.References.Count > 0 || !parents.Contains(image.Id)).Where(filter.Accepts).OrderByDescending(image => image.Document.Created);
        return exchange.WriteJsonAsync<IReadOnlyList<ImageSummary>>(
            [.. images.Select(image => ImageLine.Describe(image, exchange, filter.AcceptsName, usage))], DockerJson.Relaxed.IReadOnlyListImageSummary);
    }
}
