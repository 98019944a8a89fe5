using System.Text.Json;
using Gantry.Containers.Images;
using Gantry.Containers.Metadata;
using Gantry.Containers.Tests.Archives;
using Gantry.Oci;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Tests.Images;

/// <summary>The storage of one test, and small images in it.</summary>
public sealed class ImageTestRoot : IDisposable
{
    public ImageTestRoot() => Storage = Open();

    public TemporaryFolder Folder { get; } = new();

    public Storage Storage { get; private set; }

    public ImageStore Images => Storage.Images;

    public IEnumerable<string?> Blobs => Directory.EnumerateFiles(Folder.At("root/images/blobs/sha256")).Select(Path.GetFileName);

    public IEnumerable<string?> Snapshots => Directory.EnumerateDirectories(Folder.At("root/snapshots")).Select(Path.GetFileName);

    public ImageIndex Index =>
        JsonSerializer.Deserialize(File.ReadAllBytes(Folder.At("root/images/index.json")), ImageSpecJson.Plain.ImageIndex)
        ?? throw new InvalidOperationException("no index");

    /// <summary>Imports an image that differs from others by the content of one file.</summary>
    public async Task<Image> Import(string? name, string content = "x") => await Import(name, new TestArchive().File("f", content).ToStream());

    public async Task<Image> Import(string? name, Stream archive) => await Images.ImportAsync(
        archive, new() { Reference = name is null ? null : ImageReference.Parse(name), Message = "Imported from -" }, CancellationToken.None);

    /// <summary>Makes one image the parent of another, as a commit would.</summary>
    public void SetParent(Image child, Image parent)
    {
        using var metadata = MetadataDatabase.Open(Folder.At("root/metadata.db"));
        metadata.Write(session => session.Execute("UPDATE image SET parent = ?2 WHERE id = ?1", child.Id.ToString(), parent.Id.ToString()));
    }

    public Storage Reopen()
    {
        Storage.Dispose();
        return Storage = Open();
    }

    public IReadOnlyList<string> Remove(string name, RemoveImageOptions? options = null, params ImageUse[] users) =>
        [.. Images.Remove(name, options ?? new(), users).Select(step => step.Untagged is { } tag ? $"Untagged: {tag}" : $"Deleted: {step.Deleted}")];

    public void Dispose()
    {
        Storage.Dispose();
        Folder.Dispose();
    }

    private Storage Open() => Storage.Open(Folder.At("root"), TimeProvider.System);
}
