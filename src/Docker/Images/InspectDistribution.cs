using Gantry.Containers;
using Gantry.Containers.Registries;
using Gantry.Docker.Images.Shapes;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;
using Gantry.Oci;
using Gantry.Oci.ImageSpec;

namespace Gantry.Docker.Images;

/// <summary><c>GET /distribution/{name}/json</c>: what a registry has under a name.</summary>
internal static class InspectDistribution
{
    private const int ConfigLimitBytes = 8 * 1024 * 1024;

    public static async Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var name = ImageNames.Parse(exchange.Path("name"));
        name = name.Digest is { } digest ? name.WithDigest(digest) : name.WithDefaultTag();
        var body = await engine.Registries.PullAsync(
            name, Credentials.Of(exchange), repository => DescribeAsync(repository, name, exchange.CancellationToken));
        await exchange.WriteJsonAsync(body, DockerJson.Relaxed.DistributionBody);
    }

    private static async Task<DistributionBody> DescribeAsync(Repository repository, ImageReference name, CancellationToken cancellationToken)
    {
        var manifest = await repository.GetManifestAsync(name.Digest?.ToString() ?? name.Tag ?? "", cancellationToken);
        var platforms = MediaTypes.IsIndex(manifest.MediaType) ? manifest.ReadIndex().Manifests.Select(entry => entry.Platform).OfType<Platform>().ToList()
            : MediaTypes.IsManifest(manifest.MediaType) ? [await repository.ReadPlatformAsync(manifest.ReadManifest(), ConfigLimitBytes, cancellationToken)]
            : throw new UnsupportedException($"unsupported manifest format: {manifest.MediaType}");
        return new(new(manifest.MediaType, manifest.Digest.ToString(), manifest.Content.Length), [.. platforms.Select(DistributionPlatform.Of)]);
    }
}
