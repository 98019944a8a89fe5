using System.Text.Json;
using Gantry.Oci;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Images.Archives;

/// <summary>How far a layer has come in.</summary>
/// <param name="Layer">How it is called on the screen.</param>
/// <param name="Bytes">Read so far.</param>
/// <param name="Total">Bytes in all.</param>
public readonly record struct LoadProgress(string Layer, long Bytes, long Total);

/// <summary>Takes in the images of an archive, as <c>docker save</c>, podman, skopeo and others write them: a docker archive of any age, or an OCI layout.</summary>
/// <param name="images">Where they go.</param>
public sealed class LoadImages(ImageStore images)
{
    /// <summary>Loads every image of the archive.</summary>
    /// <param name="archive">A tar, compressed or not; read to its end.</param>
    /// <param name="platform">Only images for this one; null for whatever the archive has.</param>
    /// <param name="progress">Told while layers come in.</param>
    /// <param name="loaded">Told of each image, with the names it got.</param>
    /// <param name="cancellationToken">Ends it: images that were told of stay.</param>
    /// <exception cref="RefusalException">The archive is damaged, hostile, or has no image.</exception>
    public async Task ExecuteAsync(
        Stream archive, Platform? platform, Action<LoadProgress> progress, Func<CommittedImage, IReadOnlyList<ImageReference>, Task> loaded, CancellationToken cancellationToken)
    {
        await using var intake = images.Begin();
        var files = await new ImageArchiveReader(intake, progress).ReadAsync(archive, cancellationToken);
        foreach (var found in Find(intake, files, platform))
        {
            var (manifest, names) = await found.ManifestAsync(cancellationToken);
            var committed = await intake.CommitAsync(new() { Manifest = manifest, References = names, MadeHere = true }, cancellationToken);
            await loaded(committed, names);
        }
    }

    private static List<ArchivedImage> Find(ImageIntake intake, ImageArchiveFiles files, Platform? platform)
    {
        try
        {
            var found = files.FindDocument(ArchiveJson.ManifestName) is { } manifest ? DockerArchive.Find(manifest, intake, files)
                : files.FindDocument(ImageLayout.IndexFileName) is { } index ? OciArchive.Find(index, intake, files)
                : files.FindDocument(ArchiveJson.RepositoriesName) is { } repositories ? FirstDockerArchive.Find(repositories, intake, files)
                : throw new InvalidException("the archive has no image: neither manifest.json nor index.json nor repositories is in it");
            var fitting = platform is null ? found : found.FindAll(image => image.Fits(platform));
            return fitting.Count > 0 || found.Count == 0 ? fitting
                : throw new NotFoundException($"the archive has no image for the platform {platform}");
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new InvalidException($"the archive's list of images is malformed: {e.Message}", e);
        }
    }
}
