using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Gantry.Harness.Commands;

namespace Gantry.EndToEnd.Docker;

/// <summary>Images that want more than to be an image: each is refused by <c>docker load</c> in clear words, and nothing of it stays.</summary>
public sealed class HostileImageTests(RunOptionsTests.Host host) : IClassFixture<RunOptionsTests.Host>
{
    /// <summary>What no image may bring about. Each run has its own: one that was brought about once says nothing of the next.</summary>
    private static readonly string Outside = $"/tmp/gantry-hostile-image-{Guid.NewGuid():N}";

    [Fact]
    public Task A_name_that_leads_upwards() => Refused(tar => AddFile(tar, $"a/../../..{Outside}"), "the name leads out of the root");

    [Fact]
    public Task A_hard_link_to_a_file_of_the_host() =>
        Refused(tar => tar.WriteEntry(new PaxTarEntry(TarEntryType.HardLink, "passwd") { LinkName = "/etc/machine-id" }), "no file /etc/machine-id to link to");

    [Fact]
    public Task A_hard_link_that_leads_upwards() =>
        Refused(tar => tar.WriteEntry(new PaxTarEntry(TarEntryType.HardLink, "passwd") { LinkName = "../../../../../etc/machine-id" }), "leads out of the root");

    [Fact]
    public Task A_whiteout_of_what_lies_above() => Refused(tar => AddFile(tar, ".wh..."), "the whiteout hides no name");

    [Fact]
    public Task A_layer_that_is_not_what_the_configuration_says() => Refused(tar => AddFile(tar, "file"), "invalid diffID for layer 0", diffId: new string('0', 64));

    [Fact]
    public async Task A_link_out_of_the_root_with_a_file_behind_it_stays_within_the_image()
    {
        var archive = await Archive(Layer(tar =>
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "link") { LinkName = "/tmp" });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "tmp/"));
            AddFile(tar, $"link/{Path.GetFileName(Outside)}");
            AddFile(tar, "/absolute");
        }));
        (await host.Engine.Docker("load", "-i", archive)).Succeeded();
        Assert.False(File.Exists(Outside));
        Assert.False(File.Exists("/absolute"));
        var names = (await host.Engine.Docker("create", "--name", "hostile", "hostile:1", "x")).Succeeded();
        var copied = host.Engine.Root["hostile.file"];
        (await host.Engine.Docker("cp", $"hostile:/tmp/{Path.GetFileName(Outside)}", copied)).Succeeded();
        (await host.Engine.Docker("rm", names.Stdout.Trim())).Succeeded();
        (await host.Engine.Docker("rmi", "hostile:1")).Succeeded();
    }

    [Fact]
    public async Task A_bomb()
    {
        var (sparse, bomb) = (host.Engine.Root["sparse"], host.Engine.Root["bomb"]);
        (await Programs.Run("sh", "-c", $"truncate -s 3G '{sparse}'; tar -C / -c '{sparse[1..]}' | zstd -q > '{bomb}'")).Succeeded();
        await Refused(await File.ReadAllBytesAsync(bomb), "times its compressed size");
    }

    [Fact]
    public Task A_million_entries() => Refused(
        tar =>
        {
            var entry = new UstarTarEntry(TarEntryType.Directory, "same/");
            for (var i = 0; i <= 1_000_000; i++)
            {
                tar.WriteEntry(entry);
            }
        },
        "the archive has more than 1000000 entries", compress: true);

    [Fact]
    public async Task An_archive_whose_own_names_lead_upwards()
    {
        var archive = host.Engine.Root["upwards.tar"];
        await using (var file = File.Create(archive))
        await using (var tar = new TarWriter(file))
        {
            AddFile(tar, $"../../../..{Outside}", "{}");
        }

        Assert.Contains("leads out of the root", (await host.Engine.Docker("load", "-i", archive)).Stderr, StringComparison.Ordinal);
        Assert.False(File.Exists(Outside));
    }

    [Theory]
    [InlineData("""[{"Config":"nosuch.json","RepoTags":["x:1"],"Layers":[]}]""", "the archive lacks the configuration nosuch.json")]
    [InlineData("""[{"Config":"../../../../etc/passwd","RepoTags":["x:1"],"Layers":[]}]""", "leads out of the root")]
    [InlineData("""[{"Config":"config.json","RepoTags":["x:1"],"Layers":["nosuch.tar"]}]""", "the archive lacks the layer nosuch.tar")]
    [InlineData("""[{"Config":"config.json","RepoTags":["BAD:1"],"Layers":[]}]""", "must be lowercase")]
    [InlineData("""{"no":"list"}""", "the archive's list of images is malformed")]
    public async Task A_list_of_images_that_cannot_be(string manifest, string message)
    {
        var archive = host.Engine.Root[$"list-{Random.Shared.Next()}.tar"];
        await using (var file = File.Create(archive))
        await using (var tar = new TarWriter(file))
        {
            AddFile(tar, "config.json", """{"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":[]}}""");
            AddFile(tar, "manifest.json", manifest);
        }

        var result = await host.Engine.Docker("load", "-i", archive);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(message, result.Stderr, StringComparison.Ordinal);
    }

    private Task Refused(Action<TarWriter> fill, string message, string? diffId = null, bool compress = false) => Refused(Layer(fill, compress), message, diffId);

    private async Task Refused(byte[] layer, string message, string? diffId = null)
    {
        var before = Kept();
        var archive = await Archive(layer, diffId);
        var result = await (host.Engine.DockerCommand("load", "-i", archive) with { Timeout = TimeSpan.FromMinutes(3) }).Run();
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(message, result.Stderr, StringComparison.Ordinal);
        Assert.Equal(before, Kept());
        Assert.False(File.Exists(Outside));
        Assert.Contains("No such image: hostile:1", (await host.Engine.Docker("image", "inspect", "hostile:1")).Stderr, StringComparison.OrdinalIgnoreCase);
        File.Delete(archive);
    }

    /// <summary>All that is on disk of images, half-unpacked or whole.</summary>
    private string[] Kept() =>
    [
        .. Directory.EnumerateFileSystemEntries(host.Engine.Root["snapshots"]).Concat(Directory.EnumerateFiles(host.Engine.Root["images"], "*", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal),
    ];

    private async Task<string> Archive(byte[] layer, string? diffId = null)
    {
        var path = host.Engine.Root[$"hostile-{Random.Shared.Next()}.tar"];
        var config = $$$"""{"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":["sha256:{{{diffId ?? Convert.ToHexStringLower(SHA256.HashData(layer))}}}"]}}""";
        await using var file = File.Create(path);
        await using var tar = new TarWriter(file);
        await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, "layer.tar") { DataStream = new MemoryStream(layer) });
        AddFile(tar, "config.json", config);
        AddFile(tar, "manifest.json", """[{"Config":"config.json","RepoTags":["hostile:1"],"Layers":["layer.tar"]}]""");
        return path;
    }

    private static byte[] Layer(Action<TarWriter> fill, bool compress = false)
    {
        using var bytes = new MemoryStream();
        using (Stream target = compress ? new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true) : new BufferedStream(bytes))
        using (var tar = new TarWriter(target, leaveOpen: true))
        {
            fill(tar);
            tar.Dispose();
            target.Flush();
        }

        return bytes.ToArray();
    }

    private static void AddFile(TarWriter tar, string name, string content = "x") =>
        tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });
}
