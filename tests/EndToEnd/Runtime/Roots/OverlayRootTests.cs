using Gantry.Harness.Commands;
using Gantry.Harness.Runtimes;

namespace Gantry.EndToEnd.Runtime.Roots;

/// <summary>A first mount whose destination is "/" is the container's root: what our engine does, and no other runtime can.</summary>
public sealed class OverlayRootTests
{
    [Fact]
    public async Task The_overlay_is_the_root_and_the_host_sees_nothing_of_it()
    {
        await using var container = await TestContainer.Shell("echo upper >/new; echo ready; sleep 60");
        var upper = Overlay(container, container.Bundle.Rootfs);
        await container.Begin();
        Assert.Equal("ready", await container.Output.Line());
        Assert.Equal("upper\n", await File.ReadAllTextAsync(Path.Combine(upper, "new")));
        Assert.DoesNotContain(container.Root.Path, await File.ReadAllTextAsync("/proc/self/mountinfo", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_hundred_layers_with_long_paths_are_one_root()
    {
        await using var container = await TestContainer.Shell("ls /layers | wc -l; cat /top");
        List<string> layers = [];
        for (var i = 0; i < 200; i++)
        {
            var layer = Path.Combine(container.Root[$"layers/{i:d3}-{new string('x', 64)}"], "fs");
            Directory.CreateDirectory(Path.Combine(layer, "layers"));
            await File.WriteAllTextAsync(Path.Combine(layer, "layers", $"{i}"), "");
            await File.WriteAllTextAsync(Path.Combine(layer, "top"), $"{i}\n");
            layers.Add(layer);
        }

        Overlay(container, [.. layers, container.Bundle.Rootfs]);
        Assert.Equal("200\n0\n", (await container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task A_layer_may_have_a_path_longer_than_an_option_and_a_colon_in_it()
    {
        await using var container = await TestContainer.Of("cat", "/etc/hostname");
        var lower = container.Root[$"{new string('y', 200)}/{new string('z', 100)}/with:colon,and\\backslash"];
        Directory.CreateDirectory(Path.GetDirectoryName(lower)!);
        (await Programs.Run("cp", "-a", container.Bundle.Rootfs, lower)).Succeeded();
        Overlay(container, lower.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal));
        Assert.Equal("busybox\n", (await container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task A_layer_that_is_missing_is_named()
    {
        await using var container = await TestContainer.Of("true");
        Overlay(container, "/no/such/layer");
        var run = await container.Run();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error mounting \"overlay\" to rootfs at \"/\"", run.Stderr, StringComparison.Ordinal);
        Assert.Contains("/no/such/layer", run.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_destination_that_is_a_link_to_nothing_is_made_in_the_overlay()
    {
        await using var container = await TestContainer.Of("cat", "/var/lib/target/inner");
        var upper = Overlay(container, container.Bundle.Rootfs);
        File.CreateSymbolicLink(Path.Combine(container.Bundle.Rootfs, "link"), "/var/lib/target");
        var data = Directory.CreateDirectory(container.Root["data"]).FullName;
        await File.WriteAllTextAsync(Path.Combine(data, "inner"), "inside\n");
        container.Bundle.WithMount($$"""{ "destination": "/link", "type": "bind", "source": "{{data}}", "options": ["bind"] }""");
        Assert.Equal("inside\n", (await container.Run()).Succeeded().Stdout);
        Assert.True(Directory.Exists(Path.Combine(upper, "var/lib/target")));
    }

    [Fact]
    public async Task A_tmpfs_copies_what_the_overlay_shows()
    {
        await using var container = await TestContainer.Shell("cat /etc/hostname /etc/of-upper");
        var upper = Overlay(container, container.Bundle.Rootfs);
        Directory.CreateDirectory(Path.Combine(upper, "etc"));
        await File.WriteAllTextAsync(Path.Combine(upper, "etc/of-upper"), "upper\n");
        container.Bundle.WithMount("""{ "destination": "/etc", "type": "tmpfs", "source": "tmpfs", "options": ["tmpcopyup"] }""");
        Assert.Equal("busybox\nupper\n", (await container.Run()).Succeeded().Stdout);
    }

    /// <summary>Makes an overlay the first mount; answers with its upper directory.</summary>
    private static string Overlay(TestContainer container, params string[] layers)
    {
        var upper = Directory.CreateDirectory(container.Root["upper"]).FullName;
        var work = Directory.CreateDirectory(container.Root["work"]).FullName;
        var mount = new System.Text.Json.Nodes.JsonObject
        {
            ["destination"] = "/",
            ["type"] = "overlay",
            ["source"] = "overlay",
            ["options"] = new System.Text.Json.Nodes.JsonArray($"lowerdir={string.Join(':', layers)}", $"upperdir={upper}", $"workdir={work}"),
        };
        container.Bundle.Mounts.Insert(0, mount);
        container.Bundle.With($$"""{ "root": { "path": "{{Directory.CreateDirectory(container.Root["place"]).FullName}}" } }""");
        return upper;
    }
}
