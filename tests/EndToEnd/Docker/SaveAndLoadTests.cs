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

    private async Task<string> Output(params string[] arguments) => (await host.Engine.Docker(arguments)).Succeeded().Stdout;
}
