namespace Gantry.Oci.ImageSpec;

/// <summary>The mark of a folder that holds images as blobs and an index.</summary>
/// <remarks>image-spec image-layout.md</remarks>
public sealed record ImageLayout
{
    public const string FileName = "oci-layout";
    public const string IndexFileName = "index.json";
    public const string BlobsFolder = "blobs";

    /// <summary>In the layout's index: the name by which users know a manifest.</summary>
    public const string ReferenceNameAnnotation = "org.opencontainers.image.ref.name";

    /// <summary>In the layout's index: the full reference, as containerd and Docker write and read it.</summary>
    public const string FullNameAnnotation = "io.containerd.image.name";

    public string ImageLayoutVersion { get; init; } = "1.0.0";
}
