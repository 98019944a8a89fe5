using System.Text.Json;
using Gantry.Containers.Archives;
using Gantry.Containers.Content;
using Gantry.Linux;
using Gantry.Oci;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Images.Archives;

/// <summary>An image to be saved, with the names that it is saved under.</summary>
public sealed record SavedImage(Image Image, IReadOnlyList<ImageReference> Names);

/// <summary>Writes images as an OCI layout with docker's own list beside it, so that every tool finds them: blobs once each, as they are stored.</summary>
public sealed class SaveImages(ImageStore images, ContentStore content)
{
    private const uint FileMode = 0b110_100_100;
    private const uint FolderMode = 0b111_101_101;

    /// <summary>Finds what is to be saved, in the order of the names. A repository without a tag means all its tags.</summary>
    /// <exception cref="NotFoundException">A name is of no image.</exception>
    public IReadOnlyList<SavedImage> Find(IEnumerable<string> names)
    {
        var found = new List<(Image Image, ImageReference? Name)>();
        foreach (var name in names)
        {
            found.AddRange(Find(name));
        }

        return [.. found.GroupBy(pair => pair.Image.Id).Select(group => new SavedImage(group.First().Image, [.. group.Select(pair => pair.Name).OfType<ImageReference>().Distinct()]))];
    }

    /// <summary>Writes the archive.</summary>
    public async Task WriteAsync(IReadOnlyList<SavedImage> saved, Stream destination, CancellationToken cancellationToken)
    {
        var tar = new TarWriter(destination);
        await WriteFolderAsync(tar, "blobs/", cancellationToken);
        await WriteFolderAsync(tar, "blobs/sha256/", cancellationToken);
        var documents = saved.Select(image => ImageDocuments.Read(image.Image.Manifest, content.ReadDocument)).ToList();
        var blobs = saved.Zip(documents, (image, read) => read.Manifest.Layers.Select(layer => layer.Digest).Append(image.Image.Id).Append(image.Image.Manifest));
        foreach (var blob in blobs.SelectMany(all => all).Distinct())
        {
            await using var stream = content.OpenRead(blob);
            await tar.WriteAsync(Entry(PathOf(blob), TarEntryType.RegularFile, FileMode) with { Size = stream.Length }, stream, cancellationToken);
        }

        await WriteDocumentAsync(tar, ImageLayout.IndexFileName, JsonSerializer.SerializeToUtf8Bytes(Index(saved), ImageSpecJson.Plain.ImageIndex), cancellationToken);
        IReadOnlyList<ArchiveItem> items = [.. saved.Zip(documents, Item)];
        await WriteDocumentAsync(tar, ArchiveJson.ManifestName, JsonSerializer.SerializeToUtf8Bytes(items, ArchiveJson.Plain.IReadOnlyListArchiveItem), cancellationToken);
        await WriteDocumentAsync(tar, ImageLayout.FileName, JsonSerializer.SerializeToUtf8Bytes(new ImageLayout(), ImageSpecJson.Plain.ImageLayout), cancellationToken);
        await tar.FinishAsync(cancellationToken);
    }

    private IEnumerable<(Image, ImageReference?)> Find(string name)
    {
        var isReference = ImageReference.TryParse(name, out var reference) && !name.StartsWith("sha256:", StringComparison.Ordinal);
        if (isReference && reference is { Tag: null, Digest: null })
        {
            var tagged = images.List().SelectMany(
                image => image.References.Where(other => other.Tag is not null && other.Repository == reference.Repository).Select(other => (image, (ImageReference?)other))).ToList();
            return tagged.Count > 0 ? tagged : [(images.Resolve(name), null)];
        }

        var found = images.Resolve(name);
        return [(found, isReference && reference is { Tag: not null, Digest: null } && found.References.Contains(reference) ? reference : null)];
    }

    private ImageIndex Index(IReadOnlyList<SavedImage> saved) => new()
    {
        MediaType = MediaTypes.Index,
        Manifests = [.. saved.SelectMany(image => LayoutIndex.Descriptors(image.Image.Manifest, content.LengthOf(image.Image.Manifest) ?? 0, image.Names))],
    };

    private static ArchiveItem Item(SavedImage saved, ImageDocuments documents) => new()
    {
        Config = PathOf(saved.Image.Id),
        RepoTags = saved.Names.Count == 0 ? null : [.. saved.Names.Select(name => name.Familiar)],
        Layers = [.. documents.Manifest.Layers.Select(layer => PathOf(layer.Digest))],
        LayerSources = documents.Manifest.Layers.Zip(documents.DiffIds)
            .DistinctBy(pair => pair.Second)
            .ToDictionary(
                pair => pair.Second.ToString(),
                pair => new ArchiveLayerSource { MediaType = pair.First.MediaType, Size = pair.First.Size, Digest = pair.First.Digest.ToString() }),
    };

    private static string PathOf(Digest digest) => $"{ImageLayout.BlobsFolder}/{digest.Algorithm}/{digest.Hex}";

    // The same images make the same archive: nothing in it tells of when it was made.
    private static TarEntry Entry(string name, TarEntryType type, uint mode) => new() { Name = UnixPath.Of(name), Type = type, Mode = mode };

    private static Task WriteFolderAsync(TarWriter tar, string name, CancellationToken cancellationToken) =>
        tar.WriteAsync(Entry(name, TarEntryType.Directory, FolderMode), null, cancellationToken);

    private static async Task WriteDocumentAsync(TarWriter tar, string name, byte[] document, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(document);
        await tar.WriteAsync(Entry(name, TarEntryType.RegularFile, FileMode) with { Size = document.Length }, stream, cancellationToken);
    }
}
