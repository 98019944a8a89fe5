using System.Text;
using Gantry.Containers.Archives;
using Gantry.Linux;
using Gantry.Oci;

namespace Gantry.Containers.Images.Archives;

/// <summary>What an archive of images holds, by name: documents, layers on their way, and names that stand for others.</summary>
/// <remarks>Names never become paths of this machine: they are keys, no more.</remarks>
internal sealed class ImageArchiveFiles
{
    private const int EntryLimit = 100_000;
    private const int LinkLimit = 16;
    private const long DocumentsLimitBytes = 256L << 20;

    private readonly Dictionary<string, byte[]> _documents = [];
    private readonly Dictionary<string, LayerIntake> _layers = [];
    private readonly Dictionary<string, Digest> _present = [];
    private readonly Dictionary<string, string> _links = [];
    private long _documentBytes;
    private int _entries;

    internal IEnumerable<(string Name, byte[] Content)> Documents => _documents.Select(pair => (pair.Key, pair.Value));

    /// <summary>The name as others in the archive refer to it.</summary>
    /// <exception cref="InvalidException">It leads out of the archive, or there are too many.</exception>
    internal string Accept(UnixPath name)
    {
        if (++_entries > EntryLimit)
        {
            throw new InvalidException($"the archive has more than {EntryLimit} entries");
        }

        return EntryPath.Of(name, ExtractionLimits.Default).Whole.ToString();
    }

    internal void AddDocument(string name, byte[] content)
    {
        _documentBytes += content.Length;
        if (_documentBytes > DocumentsLimitBytes)
        {
            throw new InvalidException($"the archive has more than {DocumentsLimitBytes} bytes of documents");
        }

        _documents[name] = content;
    }

    internal void AddLayer(string name, LayerIntake layer) => _layers[name] = layer;

    /// <summary>Notes a layer whose blob is here already.</summary>
    internal void AddPresent(string name, Digest blob) => _present[name] = blob;

    /// <summary>Notes a name that stands for another, as older archives have them for layers that several images share.</summary>
    internal void AddLink(string name, string target) => _links[name] = target;

    internal byte[]? FindDocument(string name) => Follow(name, _documents);

    /// <summary>The document that is a blob of an OCI layout; null where the archive has none.</summary>
    internal byte[]? FindBlob(Digest digest) => FindDocument($"blobs/{digest.Algorithm}/{digest.Hex}");

    internal LayerIntake? FindLayer(string name) => Follow(name, _layers);

    internal Digest? FindPresent(string name) => Resolve(name, _present.ContainsKey) is { } found ? _present[found] : null;

    private T? Follow<T>(string name, Dictionary<string, T> among)
        where T : class => Resolve(name, among.ContainsKey) is { } found ? among[found] : null;

    private string? Resolve(string name, Func<string, bool> isHere)
    {
        var present = EntryPath.Of(UnixPath.Of(Encoding.UTF8.GetBytes(name)), ExtractionLimits.Default).Whole.ToString();
        for (var links = 0; links < LinkLimit && !isHere(present); links++)
        {
            if (!_links.TryGetValue(present, out var target))
            {
                return null;
            }

            present = target;
        }

        return isHere(present) ? present : null;
    }
}
