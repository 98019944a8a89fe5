using System.Text.Json;

namespace Gantry.Containers.Images.Archives;

/// <summary>Archives with a <c>manifest.json</c>: those of docker since 1.10, of podman and of skopeo.</summary>
internal static class DockerArchive
{
    internal static List<ArchivedImage> Find(byte[] manifest, ImageIntake intake, ImageArchiveFiles files)
    {
        var items = JsonSerializer.Deserialize(manifest, ArchiveJson.Plain.IReadOnlyListArchiveItem) ?? [];
        return [.. items.Select(item => Describe(item, intake, files))];
    }

    private static ArchivedImage Describe(ArchiveItem item, ImageIntake intake, ImageArchiveFiles files)
    {
        var config = files.FindDocument(item.Config) ?? throw new InvalidException($"the archive lacks the configuration {item.Config}");
        var names = (item.RepoTags ?? []).Select(ImageName.Parse).Select(name => name.WithDefaultTag()).ToList();
        return new(config, names, async cancellationToken =>
        {
            var layers = (item.Layers ?? []).Select(name => LayerOf(name, intake, files)).ToList();
            return await ArchiveLayers.ManifestAsync(intake, files, config, layers, cancellationToken);
        });
    }

    private static ArchiveLayer LayerOf(string name, ImageIntake intake, ImageArchiveFiles files) =>
        files.FindLayer(name) is { } layer ? new(layer, null)
        : files.FindPresent(name) is { } blob ? new(null, blob)
        : files.FindDocument(name) is { } mistaken ? new(ArchiveLayers.FromMemory(intake, mistaken), null)
        : throw new InvalidException($"the archive lacks the layer {name}");
}
