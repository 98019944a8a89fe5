using System.Text;
using System.Text.Json;
using Gantry.Oci.ImageSpec;

namespace Gantry.Oci.Tests.ImageSpec;

public sealed class ImageManifestTests
{
    [Fact]
    public void A_manifest_is_written_with_the_names_of_the_specification()
    {
        var digest = Digest.Of("x"u8);
        var manifest = new ImageManifest
        {
            MediaType = MediaTypes.Manifest,
            Config = new() { MediaType = MediaTypes.Config, Digest = digest, Size = 1 },
            Layers = [new() { MediaType = MediaTypes.LayerGzip, Digest = digest, Size = 2 }],
        };
        var descriptor = $$"""{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{digest}}","size":1}""";
        var layer = $$"""{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"{{digest}}","size":2}""";
        Assert.Equal(
            $$"""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{{descriptor}},"layers":[{{layer}}]}""",
            Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(manifest, ImageSpecJson.Plain.ImageManifest)));
    }

    [Fact]
    public void A_manifest_without_layers_is_refused() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("""{"schemaVersion":2}""", ImageSpecJson.Plain.ImageManifest));

    [Fact]
    public void An_index_tells_platforms_apart()
    {
        const string Json =
            """
            {"schemaVersion":2,"manifests":[{"mediaType":"m","size":1,"platform":{"architecture":"arm64","os":"linux","variant":"v8","os.version":"1"},
            "digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}]}
            """;
        var platform = JsonSerializer.Deserialize(Json, ImageSpecJson.Plain.ImageIndex)?.Manifests[0].Platform;
        Assert.Equal(("linux/arm64/v8", "1"), (platform?.ToString(), platform?.OsVersion));
    }
}
