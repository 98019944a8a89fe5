using Gantry.Containers.Content;
using Microsoft.Extensions.Logging;

namespace Gantry.Containers.Images;

/// <summary>Keeps what images take on disk, blobs and unpacked layers together, under a number of bytes.</summary>
/// <remarks>
/// What has a name, a container or an image made from it stays whatever it takes; the others go, the one that lost its name first at first. While an image comes in
/// nothing goes, for it may stand on what is here.
/// </remarks>
internal sealed partial class StorageCeiling(ImageStore images, ContentStore content, long ceilingBytes, Func<IReadOnlyList<ImageUse>> users, ILogger<StorageCeiling> logger)
{
    /// <summary>Removes as much as is needed, and may be.</summary>
    public void Collect()
    {
        for (var bytes = Bytes(); bytes > ceilingBytes; bytes = Bytes())
        {
            if (!TryRemoveOne())
            {
                LogAbove(logger, bytes, ceilingBytes);
                return;
            }
        }
    }

    private long Bytes() => content.All().Sum(blob => content.LengthOf(blob) ?? 0) + images.Usage().LayersBytes;

    private bool TryRemoveOne()
    {
        var used = users();
        var all = images.List();
        foreach (var image in all.Where(image => image.References.Count == 0).OrderBy(image => image.LastTagged ?? image.Document.Created ?? DateTimeOffset.MinValue))
        {
            if (used.Any(use => use.Image == image.Id) || all.Any(other => other.Parent == image.Id))
            {
                continue;
            }

            try
            {
                images.Remove(image.Id.ToString(), new(), used);
                LogRemoved(logger, image.Id, image.Size);
                return true;
            }
            catch (RefusalException e) when (e is ConflictException or NotFoundException)
            {
                // Needed after all, or gone already: then another.
            }
        }

        return false;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Image {Image} ({Bytes} bytes unpacked) had no name and no container, and made room")]
    private static partial void LogRemoved(ILogger logger, Oci.Digest image, long bytes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Images take {Bytes} bytes, more than the {Ceiling} that they may; all of them are needed: docker image prune --all removes those without a container")]
    private static partial void LogAbove(ILogger logger, long bytes, long ceiling);
}
