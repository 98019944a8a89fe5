namespace Gantry.Containers.Images;

/// <summary>What happens to an image or to one layer of it on its way.</summary>
/// <param name="Subject">The beginning of a layer's digest, or a tag.</param>
/// <param name="Kind">What happens.</param>
/// <param name="Current">Bytes that were moved.</param>
/// <param name="Total">Bytes there are to move; 0 where that does not apply.</param>
/// <param name="Detail">The repository that a layer was found in, or the one that an image comes from.</param>
public sealed record TransferStep(string Subject, TransferKind Kind, long Current = 0, long Total = 0, string Detail = "");

/// <summary>The steps there are.</summary>
public enum TransferKind
{
    ImageFound,
    LayerWanted,
    LayerPresent,
    Downloading,
    Verifying,
    Downloaded,
    Unpacking,
    Unpacked,
    Preparing,
    Waiting,
    Uploading,
    Uploaded,
    Mounted,
    UploadPresent,
}
