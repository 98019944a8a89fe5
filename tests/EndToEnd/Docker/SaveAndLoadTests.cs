using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gantry.Harness.Commands;
using Gantry.Harness.Images;

namespace Gantry.EndToEnd.Docker;

/// <summary><c>docker save</c> and <c>docker load</c>: archives of every tool and age.</summary>
public sealed class SaveAndLoadTests(RunOptionsTests.Host host) : IClassFixture<RunOptionsTests.Host>
{
    [Fact]
    public async Task A_saved_image_is_loaded_again_with_its_names_and_id()
    {
        await Output("tag", "busybox", "saved:1");
        await Output("tag", "busybox", "saved:2");
        var id = await Output("image", "inspect", "--format", "{{.Id}}", "saved:1");
        var archive = host.Engine.Root["saved.tar"];
        await Output("save", "-o", archive, "saved");
        await Output("tag", "busybox", "keep:1");
        await Output("rmi", "saved:1", "saved:2");
        Assert.Equal("Loaded image: saved:1\nLoaded image: saved:2\n", await Output("load", "-i", archive));
        Assert.Equal(id, await Output("image", "inspect", "--format", "{{.Id}}", "saved:2"));
        Assert.Equal("hello\n", await Output("run", "--rm", "saved:1", "echo", "hello"));
        await Output("rmi", "saved:1", "saved:2", "keep:1");
    }

    [Fact]
    public async Task An_archive_is_an_image_layout_with_dockers_own_list_beside_it()
    {
        var archive = host.Engine.Root["layout.tar"];
        await Output("save", "-o", archive, "busybox");
        var names = (await Programs.Run("tar", "-tf", archive)).Succeeded().Stdout.Split('\n');
        Assert.Subset(names.ToHashSet(), new HashSet<string> { "index.json", "manifest.json", "oci-layout" });
        var manifest = JsonDocument.Parse((await Programs.Run("tar", "-xOf", archive, "manifest.json")).Succeeded().Stdout).RootElement[0];
        Assert.Equal("busybox:latest", manifest.GetProperty("RepoTags")[0].GetString());
        Assert.Contains(manifest.GetProperty("Config").GetString(), names);
        Assert.Contains(manifest.GetProperty("Layers")[0].GetString(), names);
    }

    [Fact]
    public async Task An_image_saved_by_its_id_is_loaded_without_a_name()
    {
        var id = (await Output("image", "inspect", "--format", "{{.Id}}", "busybox")).Trim();
        var archive = host.Engine.Root["nameless.tar"];
        await Output("save", "-o", archive, id);
        Assert.Equal($"Loaded image ID: {id}\n", await Output("load", "-i", archive));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task A_compressed_layout_of_another_tool_is_loaded(string compressor)
    {
        var archive = await OciArchive.Of(await BusyboxImage.Root(), $"example.org/layout/{compressor}:1");
        var compressed = host.Engine.Root[$"layout.{compressor}"];
        (await Programs.Run("sh", "-c", $"{compressor} -c < '{archive}' > '{compressed}'")).Succeeded();
        Assert.Equal($"Loaded image: example.org/layout/{compressor}:1\n", await Output("load", "-i", compressed));
        Assert.Equal("hello\n", await Output("run", "--rm", $"example.org/layout/{compressor}:1", "echo", "hello"));
    }

    // Docker 1.10 to 24: a folder for each layer, and a link where two images share one.
    [Fact]
    public async Task An_archive_with_links_between_layers_is_loaded()
    {
        var (layer, diffId) = await Layer();
        var archive = host.Engine.Root["links.tar"];
        await using (var file = File.Create(archive))
        await using (var tar = new TarWriter(file))
        {
            foreach (var name in new[] { "first", "second" })
            {
                Add(tar, $"{name}.json", $$$"""{"os":"linux","architecture":"amd64","author":"{{{name}}}","rootfs":{"type":"layers","diff_ids":["{{{diffId}}}"]}}""");
            }

            Add(tar, "aaaa/VERSION", "1.0");
            await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, "aaaa/layer.tar") { DataStream = new MemoryStream(layer) });
            await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.SymbolicLink, "bbbb/layer.tar") { LinkName = "../aaaa/layer.tar" });
            Add(tar, "manifest.json", """
                [{"Config":"first.json","RepoTags":["linked:first"],"Layers":["aaaa/layer.tar"]},
                 {"Config":"second.json","RepoTags":["linked:second","linked:third"],"Layers":["bbbb/layer.tar"]}]
                """);
        }

        Assert.Equal("Loaded image: linked:first\nLoaded image: linked:second\nLoaded image: linked:third\n", await Output("load", "-i", archive));
        Assert.Equal("hello\n", await Output("run", "--rm", "linked:third", "echo", "hello"));
    }

    [Fact]
    public async Task An_archive_from_before_manifests_is_loaded()
    {
        var (layer, _) = await Layer();
        var archive = host.Engine.Root["first.tar"];
        await using (var file = File.Create(archive))
        await using (var tar = new TarWriter(file))
        {
            Add(tar, "aaaa/json", """{"id":"aaaa","created":"2014-01-01T00:00:00Z","container_config":{"Cmd":["made","first"]},"os":"linux","architecture":"amd64"}""");
            await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, "aaaa/layer.tar") { DataStream = new MemoryStream(layer) });
            Add(tar, "bbbb/json", """{"id":"bbbb","parent":"aaaa","config":{"Cmd":["echo","old"]},"os":"linux","architecture":"amd64"}""");
            await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, "bbbb/layer.tar") { DataStream = new MemoryStream(new byte[1024]) });
            Add(tar, "repositories", """{"ancient":{"1":"bbbb"}}""");
        }

        Assert.Equal("Loaded image: ancient:1\n", await Output("load", "-i", archive));
        Assert.Equal("old\n", await Output("run", "--rm", "ancient:1"));
        Assert.Contains("made first", await Output("history", "--no-trunc", "ancient:1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_layer_at_two_heights_is_unpacked_for_each()
    {
        var (layer, diffId) = await Layer();
        var empty = new byte[1024];
        var emptyId = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(empty))}";
        var archive = host.Engine.Root["twice.tar"];
        await using (var file = File.Create(archive))
        await using (var tar = new TarWriter(file))
        {
            Add(tar, "config.json", $$$"""{"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":["{{{emptyId}}}","{{{diffId}}}","{{{emptyId}}}"]}}""");
            await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, "layer.tar") { DataStream = new MemoryStream(layer) });
            await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, "empty.tar") { DataStream = new MemoryStream(empty) });
            Add(tar, "manifest.json", """[{"Config":"config.json","RepoTags":["twice:1"],"Layers":["empty.tar","layer.tar","empty.tar"]}]""");
        }

        await Output("load", "-i", archive);
        Assert.Equal("hello\n", await Output("run", "--rm", "twice:1", "echo", "hello"));
    }

    [Fact]
    public async Task Only_the_platform_that_is_asked_for_is_loaded_and_saved()
    {
        var archive = host.Engine.Root["platform.tar"];
        await Output("save", "--platform", "linux/amd64", "-o", archive, "busybox");
        Assert.Contains("does not provide the specified platform", (await host.Engine.Docker("save", "--platform", "linux/s390x", "-o", archive + "x", "busybox")).Stderr, StringComparison.Ordinal);
        Assert.Contains("no image for the platform linux/s390x", (await host.Engine.Docker("load", "--platform", "linux/s390x", "-i", archive)).Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_moves_leaves_the_old_image_without_it()
    {
        var archive = await OciArchive.Of(await BusyboxImage.Root(), "moving:latest");
        await Output("import", await BusyboxImage.Archive(), "moving");
        var old = (await Output("image", "inspect", "--format", "{{.Id}}", "moving")).Trim();
        Assert.Equal(
            $"The image moving:latest already exists, renaming the old one with ID {old} to empty string\nLoaded image: moving:latest\n", await Output("load", "-i", archive));
        Assert.Equal("[]\n", await Output("image", "inspect", "--format", "{{.RepoTags}}", old));
    }

    [Fact]
    public async Task What_is_no_archive_is_refused()
    {
        var result = await (host.Engine.DockerCommand("load") with { Input = new string('x', 4096) }).Run();
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("invalid tar header", result.Stderr, StringComparison.Ordinal);
        var missing = await host.Engine.Docker("save", "-o", host.Engine.Root["x.tar"], "nosuch:1");
        Assert.Equal("Error response from daemon: No such image: nosuch:1\n", missing.Stderr);
    }

    private static async Task<(byte[] Layer, string DiffId)> Layer()
    {
        var layer = await File.ReadAllBytesAsync(await BusyboxImage.Archive());
        return (layer, $"sha256:{Convert.ToHexStringLower(SHA256.HashData(layer))}");
    }

    private static void Add(TarWriter tar, string name, string content) =>
        tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });

    private async Task<string> Output(params string[] arguments) => (await host.Engine.Docker(arguments)).Succeeded().Stdout;
}
