using System.Text.Json;
using System.Text.Json.Nodes;
using Gantry.Oci;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Images.Archives;

/// <summary>Archives of docker before 1.10: <c>repositories</c>, and for each layer a folder with <c>json</c> and <c>layer.tar</c>.</summary>
internal static class FirstDockerArchive
{
    private const int DepthLimit = 1024;

    internal static List<ArchivedImage> Find(byte[] repositories, ImageIntake intake, ImageArchiveFiles files)
    {
        var names = JsonSerializer.Deserialize(repositories, ArchiveJson.Plain.IReadOnlyDictionaryStringIReadOnlyDictionaryStringString)
            ?? throw new JsonException("the repositories are null");
        var byTop = names.SelectMany(repository => repository.Value.Select(tag => (Top: tag.Value, Name: ImageName.Parse($"{repository.Key}:{tag.Key}"))))
            .GroupBy(pair => pair.Top, pair => pair.Name);
        return [.. byTop.Select(group => Describe(group.Key, [.. group], intake, files))];
    }

    private static ArchivedImage Describe(string top, List<ImageReference> names, ImageIntake intake, ImageArchiveFiles files)
    {
        var chain = ChainOf(top, files);
        var layers = chain.ConvertAll(step => files.FindLayer($"{step.Id}/layer.tar") ?? throw new InvalidException($"the archive lacks the layer {step.Id}/layer.tar"));
        return new("{}"u8.ToArray(), names, async cancellationToken =>
        {
            var diffIds = new List<Digest>();
            foreach (var layer in layers)
            {
                diffIds.Add((await layer.UnpackedAsync(cancellationToken)).DiffId);
            }

            var config = JsonSerializer.SerializeToUtf8Bytes(Convert(chain, diffIds), ImageDocumentJson.Plain.ImageDocument);
            return await ArchiveLayers.ManifestAsync(intake, files, config, layers.ConvertAll(layer => new ArchiveLayer(layer, null)), cancellationToken);
        });
    }

    // From the topmost down, then turned over.
    private static List<(string Id, ImageDocument Document, byte[] Json)> ChainOf(string top, ImageArchiveFiles files)
    {
        var chain = new List<(string, ImageDocument, byte[])>();
        for (string? id = top; id is not null;)
        {
            var json = files.FindDocument($"{id}/json") ?? throw new InvalidException($"the archive lacks the document {id}/json");
            chain.Add((id, JsonSerializer.Deserialize(json, ImageDocumentJson.Plain.ImageDocument) ?? new(), json));
            id = JsonNode.Parse(json)?["parent"]?.GetValue<string>() is { Length: > 0 } parent ? parent : null;
            if (chain.Count > DepthLimit)
            {
                throw new InvalidException($"an image of the archive has more than {DepthLimit} layers");
            }
        }

        chain.Reverse();
        return chain;
    }

    private static ImageDocument Convert(List<(string Id, ImageDocument Document, byte[] Json)> chain, List<Digest> diffIds) => chain[^1].Document with
    {
        Os = chain[^1].Document.Os is { Length: > 0 } os ? os : Platform.Host.Os,
        Architecture = chain[^1].Document.Architecture is { Length: > 0 } architecture ? architecture : Platform.Host.Architecture,
        RootFs = new() { DiffIds = diffIds },
        History = [.. chain.Select(step => new ImageHistory
        {
            Created = step.Document.Created, Author = step.Document.Author, Comment = step.Document.Comment, CreatedBy = CommandOf(step.Json),
        })],
    };

    private static string? CommandOf(byte[] json) =>
        JsonNode.Parse(json)?["container_config"]?["Cmd"] is JsonArray command ? string.Join(' ', command.Select(part => part?.ToString())) : null;
}
