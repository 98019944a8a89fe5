using System.Globalization;
using Gantry.Containers.Archives;
using Gantry.Linux;
using Gantry.Oci;

namespace Gantry.Containers.Images.Archives;

/// <summary>Reads an archive of images once, as it comes: each layer is stored and unpacked before the documents are known that say what it is.</summary>
internal sealed class ImageArchiveReader(ImageIntake intake, Action<LoadProgress> tell)
{
    private const int DocumentLimitBytes = 8 * 1024 * 1024;
    private const int LeastLayerBytes = 16;
    private const string BlobPrefix = "blobs/sha256/";

    private readonly ImageArchiveFiles _files = new();

    /// <exception cref="InvalidException">The archive is damaged, or its names lead out of it.</exception>
    internal async Task<ImageArchiveFiles> ReadAsync(Stream archive, CancellationToken cancellationToken)
    {
        var (content, _) = await Decompression.OpenAsync(archive, cancellationToken);
        await using (content)
        {
            var reader = new TarReader(content);
            while (await reader.ReadNextAsync(cancellationToken) is { } entry)
            {
                await ReadAsync(entry, reader, cancellationToken);
            }

            await reader.DrainAsync(cancellationToken);
            return _files;
        }
    }

    private async Task ReadAsync(TarEntry entry, TarReader reader, CancellationToken cancellationToken)
    {
        var name = _files.Accept(entry.Name);
        switch (entry.Type)
        {
            case TarEntryType.RegularFile:
                await ReadFileAsync(name, entry, reader, cancellationToken);
                break;
            case TarEntryType.SymbolicLink:
                _files.AddLink(name, TargetOf(name, entry.LinkTarget));
                break;
            case TarEntryType.HardLink:
                _files.AddLink(name, EntryPath.Of(entry.LinkTarget, ExtractionLimits.Default).Whole.ToString());
                break;
        }
    }

    // The first bytes tell a document, which is kept in memory, from what may be a layer.
    private async Task ReadFileAsync(string name, TarEntry entry, TarReader reader, CancellationToken cancellationToken)
    {
        var first = await reader.ReadContentAsync(cancellationToken);
        if (entry.Size <= DocumentLimitBytes && (entry.Size < LeastLayerBytes || first.Bytes.Span.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..]))
        {
            _files.AddDocument(name, await ReadDocumentAsync(entry, first, reader, cancellationToken));
        }
        else if (DigestIn(name) is { } blob && intake.DiffIdOf(blob) is not null)
        {
            _files.AddPresent(name, blob);
        }
        else
        {
            await ReadLayerAsync(name, entry, first, reader, cancellationToken);
        }
    }

    private static async Task<byte[]> ReadDocumentAsync(TarEntry entry, TarContent first, TarReader reader, CancellationToken cancellationToken)
    {
        var document = new byte[entry.Size];
        for (var piece = first; !piece.Bytes.IsEmpty; piece = await reader.ReadContentAsync(cancellationToken))
        {
            piece.Bytes.CopyTo(document.AsMemory((int)piece.Offset));
        }

        return document;
    }

    private async Task ReadLayerAsync(string name, TarEntry entry, TarContent first, TarReader reader, CancellationToken cancellationToken)
    {
        var layer = intake.BeginLayer();
        var label = LabelOf(name);
        for (var piece = first; !piece.Bytes.IsEmpty; piece = await reader.ReadContentAsync(cancellationToken))
        {
            if (piece.Offset != layer.Length)
            {
                throw new InvalidException($"{name}: a layer cannot be a sparse file");
            }

            layer.Write(piece.Bytes.Span);
            tell(new(label, layer.Length, entry.Size));
        }

        layer.Seal();
        _files.AddLayer(name, layer);
    }

    private static Digest? DigestIn(string name) =>
        name.StartsWith(BlobPrefix, StringComparison.Ordinal) && Digest.TryParse(string.Create(CultureInfo.InvariantCulture, $"sha256:{name[BlobPrefix.Length..]}"), out var digest)
            ? digest
            : null;

    // As docker names a layer on the screen: the first twelve digits of what stands in its name.
    private static string LabelOf(string name)
    {
        const int digits = 12;
        var part = name.StartsWith(BlobPrefix, StringComparison.Ordinal) ? name[BlobPrefix.Length..] : name.Split('/')[0];
        return part.Length > digits ? part[..digits] : part;
    }

    private static string TargetOf(string name, UnixPath target)
    {
        var folder = name.LastIndexOf('/') is > 0 and var slash ? name[..slash] : "";
        return EntryPath.Of(UnixPath.Of($"{folder}/{target}"), ExtractionLimits.Default).Whole.ToString();
    }
}
