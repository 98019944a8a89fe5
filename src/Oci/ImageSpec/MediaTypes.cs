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
    public const string DockerLayerGzip = "application/vnd.docker.image.rootfs.diff.tar.gzip";
}
