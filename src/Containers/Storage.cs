using Gantry.Containers.Content;
using Gantry.Containers.Images;
using Gantry.Containers.Metadata;
using Gantry.Containers.Snapshots;

namespace Gantry.Containers;

/// <summary>All that a root keeps of images: blobs in <c>images</c>, unpacked layers in <c>snapshots</c>, and <c>metadata.db</c>.</summary>
/// <remarks>One process opens a root at a time; its lock is the caller's.</remarks>
public sealed class Storage : IDisposable
{
    private readonly MetadataDatabase _metadata;

    private Storage(MetadataDatabase metadata, ContentStore content, OverlaySnapshots snapshots, TimeProvider time)
    {
        _metadata = metadata;
        Content = content;
        Snapshots = snapshots;
        Images = new(metadata, content, snapshots, time);
    }

    public ContentStore Content { get; }

    public OverlaySnapshots Snapshots { get; }

    public ImageStore Images { get; }

    /// <summary>Opens what is in a root folder, making it where it is missing.</summary>
    /// <exception cref="UnsupportedException">A newer Gantry has written it.</exception>
    public static Storage Open(string root, TimeProvider time)
    {
        Directory.CreateDirectory(root);
        var metadata = MetadataDatabase.Open(Path.Combine(root, "metadata.db"));
        var snapshots = OverlaySnapshots.Open(Path.Combine(root, "snapshots"), metadata);
        return new(metadata, ContentStore.Open(Path.Combine(root, "images")), snapshots, time);
    }

    /// <summary>Removes what a crash has left behind. May take long; nothing waits for it.</summary>
    public void Sweep(CancellationToken cancellationToken)
    {
        Snapshots.Sweep(cancellationToken);
        Images.Sweep();
    }

    public void Dispose()
    {
        Snapshots.Dispose();
        _metadata.Dispose();
    }
}
