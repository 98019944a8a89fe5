namespace Gantry.Oci.ImageSpec;

/// <summary>The media types of images, in OCI's words and in Docker's older ones.</summary>
/// <remarks>image-spec media-types.md; Docker's "Image Manifest V 2, Schema 2".</remarks>
public static class MediaTypes
{
    public const string Index = "application/vnd.oci.image.index.v1+json";
    public const string Manifest = "application/vnd.oci.image.manifest.v1+json";
    public const string Config = "application/vnd.oci.image.config.v1+json";
    public const string Layer = "application/vnd.oci.image.layer.v1.tar";
    public const string LayerGzip = Layer + "+gzip";
    public const string LayerZstd = Layer + "+zstd";

    public const string DockerIndex = "application/vnd.docker.distribution.manifest.list.v2+json";
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    public const string DockerConfig = "application/vnd.docker.container.image.v1+json";
    public const string DockerLayer = "application/vnd.docker.image.rootfs.diff.tar";
    public const string DockerLayerGzip = DockerLayer + ".gzip";
    public const string DockerLayerZstd = DockerLayer + ".zstd";
    public const string DockerForeignLayer = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";

    /// <summary>Docker's first form, which neither Docker nor Gantry reads any more.</summary>
    public const string DockerManifestV1 = "application/vnd.docker.distribution.manifest.v1+json";
    public const string DockerManifestV1Signed = "application/vnd.docker.distribution.manifest.v1+prettyjws";

    private const string NondistributableLayer = "application/vnd.oci.image.layer.nondistributable.v1.tar";

    public static bool IsIndex(string? mediaType) => mediaType is Index or DockerIndex;

    public static bool IsManifest(string? mediaType) => mediaType is Manifest or DockerManifest;

    /// <summary>Whether it is the configuration of an image that can be run, rather than of something else that lies in a registry.</summary>
    public static bool IsImageConfig(string? mediaType) => mediaType is Config or DockerConfig;

    /// <summary>Whether it is a layer of files.</summary>
    public static bool IsLayer(string? mediaType) => mediaType is
        Layer or LayerGzip or LayerZstd or DockerLayer or DockerLayerGzip or DockerLayerZstd or DockerForeignLayer
        or NondistributableLayer or NondistributableLayer + "+gzip" or NondistributableLayer + "+zstd";
}
