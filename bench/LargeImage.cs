using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using Gantry.Harness.Images;

namespace Gantry.Bench;

/// <summary>An image of 315 MB in two layers, as an archive for <c>docker load</c> and skopeo; each variant is one that nobody has seen before.</summary>
internal static class LargeImage
{
    private const int HeaderBytes = 512;

    public static async Task Make(string archive, int variant, string name)
    {
        await using var file = File.Create(archive);
        await using var tar = new TarWriter(file);
        var diffIds = new List<string>();
        foreach (var root in new[] { await DebianImage.Systemd(), await DebianImage.Nginx() })
        {
            await using var layer = new MemoryStream([.. First(variant), .. await File.ReadAllBytesAsync(await DebianImage.Archive(root))]);
            diffIds.Add($"\"sha256:{Convert.ToHexStringLower(await SHA256.HashDataAsync(layer))}\"");
            layer.Position = 0;
            await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, $"{diffIds.Count}/layer.tar") { DataStream = layer });
        }

        Add(tar, "config.json", $$$"""{"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":[{{{string.Join(',', diffIds)}}}]}}""");
        Add(tar, "manifest.json", $$"""[{"Config":"config.json","RepoTags":["{{name}}"],"Layers":["1/layer.tar","2/layer.tar"]}]""");
    }

    // An entry that makes a layer differ from those of the other variants.
    private static byte[] First(int variant)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, leaveOpen: true))
        {
            tar.WriteEntry(new UstarTarEntry(TarEntryType.Directory, $"variant-{variant}"));
        }

        return bytes.ToArray()[..HeaderBytes];
    }

    private static void Add(TarWriter tar, string name, string content) =>
        tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });
}
