using Gantry.Containers.Images;
using Gantry.Docker.Images.Shapes;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Images;

/// <summary><c>GET /images/json?all=BOOL&amp;filters=JSON&amp;shared-size=BOOL</c></summary>
internal static class ListImages
{
    private static readonly ApiVersion FirstWithoutVirtualSize = new(1, 44);

    public static Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var filter = ImageFilter.Parse(exchange, engine.Images);
        var images = engine.Images.List().Where(filter.Accepts).OrderByDescending(image => image.Document.Created);
        return exchange.WriteJsonAsync<IReadOnlyList<ImageSummary>>(
            [.. images.Select(image => Describe(image, exchange, filter))], DockerJson.Relaxed.IReadOnlyListImageSummary);
    }

    private static ImageSummary Describe(Image image, Exchange exchange, ImageFilter filter)
    {
        var names = image.References.Where(filter.AcceptsName).ToList();
        return new ImageSummary
        {
            Containers = -1,
            Created = image.Document.Created?.ToUnixTimeSeconds() ?? 0,
            Id = image.Id.ToString(),
            Labels = image.Document.Config?.Labels,
            ParentId = image.Parent?.ToString() ?? "",
            RepoDigests = [.. names.Where(name => name.Digest is not null).Select(name => name.Familiar)],
            RepoTags = [.. names.Where(name => name.Digest is null).Select(name => name.Familiar)],
            Size = image.Size,
            VirtualSize = exchange.Version < FirstWithoutVirtualSize ? image.Size : null,
        };
    }
}
