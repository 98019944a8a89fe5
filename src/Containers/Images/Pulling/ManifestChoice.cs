using Gantry.Containers.Registries;
using Gantry.Oci;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Images.Pulling;

/// <summary>Finds the manifest for a platform in what a registry has under a name.</summary>
/// <param name="repository">Where it is.</param>
/// <param name="platform">Null means this machine's.</param>
internal sealed class ManifestChoice(Repository repository, Platform? platform)
{
    // An index may list indexes, but not for ever.
    private const int MaxDepth = 3;

    private readonly PlatformMatch _match = new(platform ?? Platform.Host);

    public async Task<FetchedManifest> ChooseAsync(FetchedManifest found, CancellationToken cancellationToken)
    {
        for (var depth = 0; MediaTypes.IsIndex(found.MediaType); depth++)
        {
            var descriptor = Choose(found.ReadIndex());
            found = depth < MaxDepth
                ? await repository.GetManifestAsync(descriptor.Digest.ToString(), cancellationToken)
                : throw new RegistryException($"{repository.Path}: indexes lie in each other more than {MaxDepth} deep");
        }

        return found.MediaType switch
        {
            MediaTypes.DockerManifestV1 or MediaTypes.DockerManifestV1Signed => throw new UnsupportedException(
                "Docker Image Format v1 and Docker Image manifest version 2, schema 1 are not supported any more: have the image's author upgrade it to the OCI format"),
            var type when !MediaTypes.IsManifest(type) => throw new RegistryException($"unsupported manifest format: {type}"),
            _ => found,
        };
    }

    private Descriptor Choose(ImageIndex index) =>
        index.Manifests
            .Select((manifest, position) => (Manifest: manifest, Position: position, Rank: RankOf(manifest)))
            .Where(offered => offered.Rank is not null)
            .OrderBy(offered => offered.Rank).ThenBy(offered => offered.Position)
            .Select(offered => offered.Manifest)
            .FirstOrDefault()
        ?? throw new NotFoundException($"no matching manifest for {_match.Wanted} in the manifest list entries");

    // Attestations say "unknown/unknown", and so match nothing.
    private int? RankOf(Descriptor manifest) =>
        !MediaTypes.IsManifest(manifest.MediaType) && !MediaTypes.IsIndex(manifest.MediaType) ? null
        : manifest.Platform is { } offered ? _match.Rank(offered)
        : int.MaxValue;
}
