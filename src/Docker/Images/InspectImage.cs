using System.Text.Json;
using Gantry.Containers.Images;
using Gantry.Docker.Containers;
using Gantry.Docker.Images.Shapes;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;
using Gantry.Oci.ImageSpec;

namespace Gantry.Docker.Images;

/// <summary><c>GET /images/{name}/json</c></summary>
internal static class InspectImage
{
    private static readonly ApiVersion FirstWithoutVirtualSize = new(1, 44);

    public static Task HandleAsync(Exchange exchange)
    {
        var image = exchange.Engine.Containers.Images.Resolve(exchange.Path("name"));
        return exchange.WriteJsonAsync(Describe(image, exchange.Version), DockerJson.Relaxed.ImageDetails);
    }

    private static ImageDetails Describe(Image image, ApiVersion version)
    {
        var document = image.Document;
        return new ImageDetails
        {
            Id = image.Id.ToString(),
            RepoTags = [.. image.References.Where(name => name.Digest is null).Select(name => name.Familiar)],
            RepoDigests = [.. image.References.Where(name => name.Digest is not null).Select(name => name.Familiar)],
            Parent = image.Parent?.ToString() ?? "",
            Comment = document.Comment ?? (document.History is [.., var last] ? last.Comment : null) ?? "",
            Created = DockerTime.Format(document.Created),
            DockerVersion = document.DockerVersion ?? "",
            Author = document.Author ?? "",
            Config = JsonSerializer.SerializeToElement(document.Config ?? new ImageConfig(), ImageDocumentJson.Plain.ImageConfig),
            Architecture = document.Architecture,
            Variant = document.Variant,
            Os = document.Os,
            Size = image.Size,
            VirtualSize = version < FirstWithoutVirtualSize ? image.Size : null,
            GraphDriver = new ImageGraphDriver(null, "overlay2"),
            RootFs = new RootFileSystem("layers", [.. document.RootFs.DiffIds.Select(layer => layer.ToString())]),
            Metadata = new ImageMetadata(DockerTime.Format(image.LastTagged)),
        };
    }
}
