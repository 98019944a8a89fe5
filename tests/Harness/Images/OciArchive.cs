using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Gantry.Harness.Commands;

namespace Gantry.Harness.Images;

/// <summary>A cached root as an image of one layer in an OCI archive, for <c>ctr images import</c> and <c>docker load</c>.</summary>
public static class OciArchive
{
    /// <param name="reference">The image's name in the archive, tag included.</param>
    public static async Task<string> Of(string root, string reference)
    {
        var layer = await ImageArchive.Of(root);
        var name = $"images/archives/{Path.GetFileName(root)}-oci-{reference.Replace('/', '_').Replace(':', '_')}";
        var directory = await Cache.Entry(name, unfinished => Make(unfinished, layer, reference));
        return Path.Combine(directory, "image.tar");
    }

    private static async Task Make(string directory, string layerTar, string reference)
    {
        var layout = Path.Combine(directory, "layout");
        var layer = await Blob(layout, "application/vnd.oci.image.layer.v1.tar", await File.ReadAllBytesAsync(layerTar));
        var config = await Document(layout, "application/vnd.oci.image.config.v1+json", new JsonObject
        {
            ["architecture"] = "amd64",
            ["os"] = "linux",
            ["config"] = new JsonObject { ["Env"] = new JsonArray("PATH=/usr/sbin:/usr/bin:/sbin:/bin"), ["Cmd"] = new JsonArray("sh") },
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray((string)layer["digest"]!) },
        });
        var manifest = await Document(layout, "application/vnd.oci.image.manifest.v1+json", new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = "application/vnd.oci.image.manifest.v1+json",
            ["config"] = config,
            ["layers"] = new JsonArray(layer),
        });
        manifest["annotations"] = new JsonObject { ["io.containerd.image.name"] = reference, ["org.opencontainers.image.ref.name"] = reference };
        var index = new JsonObject { ["schemaVersion"] = 2, ["manifests"] = new JsonArray(manifest) };
        await File.WriteAllTextAsync(Path.Combine(layout, "index.json"), index.ToJsonString());
        await File.WriteAllTextAsync(Path.Combine(layout, "oci-layout"), """{ "imageLayoutVersion": "1.0.0" }""");
        (await Programs.Run("tar", "-C", layout, "-cf", Path.Combine(directory, "image.tar"), "oci-layout", "index.json", "blobs")).Succeeded();
        Directory.Delete(layout, recursive: true);
    }

    private static Task<JsonObject> Document(string layout, string mediaType, JsonObject document) =>
        Blob(layout, mediaType, System.Text.Encoding.UTF8.GetBytes(document.ToJsonString()));

    /// <summary>Writes a blob and describes it.</summary>
    private static async Task<JsonObject> Blob(string layout, string mediaType, byte[] content)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        var blobs = Directory.CreateDirectory(Path.Combine(layout, "blobs/sha256")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(blobs, hash), content);
        return new JsonObject { ["mediaType"] = mediaType, ["digest"] = $"sha256:{hash}", ["size"] = content.Length };
    }
}
