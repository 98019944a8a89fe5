using Gantry.Harness.Commands;

namespace Gantry.EndToEnd.Docker;

/// <summary><c>docker cp</c>, in and out, of containers that run, have run and have never run.</summary>
public sealed class CopyTests(RunOptionsTests.Host host) : IClassFixture<RunOptionsTests.Host>
{
    [Theory]
    [InlineData("created")]
    [InlineData("running")]
    [InlineData("paused")]
    [InlineData("stopped")]
    public async Task A_file_goes_in_and_comes_out_again(string state)
    {
        var name = await Make(state);
        var file = await HostFile($"{name}.txt", "content");
        await Output("cp", file, $"{name}:/tmp/inside");
        Assert.Equal("content", await Read(name, "/tmp/inside"));
        await Output("cp", $"{name}:/etc/group", host.Engine.Root[$"{name}.group"]);
        Assert.StartsWith("root:x:0:", await File.ReadAllTextAsync(host.Engine.Root[$"{name}.group"]), StringComparison.Ordinal);
        if (state == "running")
        {
            Assert.Equal("content", await Output("exec", name, "cat", "/tmp/inside"));
        }

        await Output("rm", "-f", name);
    }

    [Theory]
    [InlineData("created")]
    [InlineData("running")]
    public async Task Volumes_and_bind_mounts_are_what_is_read_and_written(string state)
    {
        var bind = Directory.CreateDirectory(host.Engine.Root[$"bind-{state}"]).FullName;
        var name = await Make(state, "-v", $"{bind}:/bound", "-v", $"volume-{state}:/home");
        var file = await HostFile($"mounted-{state}", "in a mount");
        await Output("cp", file, $"{name}:/bound/file");
        Assert.Equal("in a mount", await File.ReadAllTextAsync(Path.Combine(bind, "file")));
        await Output("cp", file, $"{name}:/home/user/file");
        Assert.Equal("in a mount", await Output("run", "--rm", "-v", $"volume-{state}:/v", "busybox", "cat", "/v/user/file"));
        Assert.Equal("in a mount", await Read(name, "/bound/file"));
        await Output("rm", "-f", name);
    }

    [Fact]
    public async Task A_directory_goes_in_under_its_name_or_as_its_content()
    {
        var name = await Make("running");
        var tree = Directory.CreateDirectory(host.Engine.Root["tree/sub"]).Parent!.FullName;
        await File.WriteAllTextAsync(Path.Combine(tree, "sub/file"), "x");
        File.CreateSymbolicLink(Path.Combine(tree, "link"), "sub/file");
        await Output("cp", tree, $"{name}:/tmp");
        await Output("cp", $"{tree}/.", $"{name}:/var/www");
        Assert.Equal(
            "/tmp/tree/link\n/tmp/tree/sub/file\n/var/www/link\n/var/www/sub/file\n",
            await Output("exec", name, "sh", "-c", "find /tmp/tree /var/www -not -type d | sort"));
        var back = host.Engine.Root["back"];
        await Output("cp", $"{name}:/tmp/tree", back);
        Assert.Equal("x", await File.ReadAllTextAsync(Path.Combine(back, "link")));
        await Output("rm", "-f", name);
    }

    [Fact]
    public async Task Hard_links_owners_and_capabilities_come_out_in_an_archive()
    {
        var name = await Make("running");
        await Output("exec", name, "sh", "-c", "mkdir /d; echo x > /d/a; ln /d/a /d/b; chown 12:34 /d/a; chmod 4750 /d/a; mkfifo /d/fifo; ln -s nowhere /d/link");
        var listing = await (host.Engine.DockerCommand("cp", $"{name}:/d", "-")).Run();
        var archive = host.Engine.Root["d.tar"];
        (await Programs.Run("sh", "-c", $"DOCKER_HOST='{host.Engine.DockerHost}' '{listing.Command.Program}' cp {name}:/d - > '{archive}'")).Succeeded();
        var text = (await Programs.Run("tar", "--numeric-owner", "-tvf", archive)).Succeeded().Stdout;
        Assert.Matches(@"-rwsr-x--- 12/34 +2 .* d/a\n", text);
        Assert.Contains("d/b link to d/a", text, StringComparison.Ordinal);
        Assert.Contains("d/link -> nowhere", text, StringComparison.Ordinal);
        Assert.Contains("prw", text, StringComparison.Ordinal);
        await Output("rm", "-f", name);
    }

    // CVE-2018-15664: a link in the container that leads to a place of the host, looked at by the engine, outside of the container.
    [Theory]
    [InlineData("running")]
    [InlineData("stopped")]
    public async Task A_link_in_the_container_never_leads_out_of_it(string state)
    {
        var name = await Make(state == "stopped" ? "linked" : state);
        var secret = await HostFile("secret", "of the host");
        await Output("cp", await Linked(secret), $"{name}:/tmp");
        Assert.Contains($"Could not find the file", (await host.Engine.Docker("cp", "-L", $"{name}:/tmp/escape", "-")).Stderr, StringComparison.Ordinal);
        foreach (var way in new[] { "up", "over" })
        {
            Assert.Contains("Could not find the file", (await host.Engine.Docker("cp", $"{name}:/tmp/{way}/secret", "-")).Stderr, StringComparison.Ordinal);
            var written = await host.Engine.Docker("cp", await HostFile("overwrite", "changed"), $"{name}:/tmp/{way}/secret");
            Assert.NotEqual(0, written.ExitCode);
            Assert.Equal("of the host", await File.ReadAllTextAsync(secret));
        }

        await Output("rm", "-f", name);
    }

    [Fact]
    public async Task Nothing_is_written_to_what_is_read_only()
    {
        var bind = Directory.CreateDirectory(host.Engine.Root["bind-ro"]).FullName;
        var file = await HostFile("readonly", "x");
        foreach (var state in new[] { "created", "running" })
        {
            var name = await Make(state, "--read-only", "-v", $"{bind}:/ro:ro", "-v", "volume-rw:/rw");
            Assert.Contains("container rootfs is marked read-only", (await host.Engine.Docker("cp", file, $"{name}:/tmp/x")).Stderr, StringComparison.Ordinal);
            Assert.Contains("mounted volume is marked read-only", (await host.Engine.Docker("cp", file, $"{name}:/ro/x")).Stderr, StringComparison.Ordinal);
            await Output("cp", file, $"{name}:/rw/x");
            await Output("rm", "-f", name);
        }

        Assert.Empty(Directory.GetFileSystemEntries(bind));
    }

    [Fact]
    public async Task What_is_not_there_is_named_and_kinds_are_kept()
    {
        var name = await Make("created");
        Assert.Equal(
            $"Error response from daemon: Could not find the file /nosuch in container {name}\n", (await host.Engine.Docker("cp", $"{name}:/nosuch", "-")).Stderr);
        var directory = Directory.CreateDirectory(host.Engine.Root["kinds/passwd"]).FullName;
        Assert.Contains("cannot", (await host.Engine.Docker("cp", directory, $"{name}:/etc/passwd")).Stderr, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Could not find the file /proc/version", (await host.Engine.Docker("cp", $"{name}:/proc/version", "-")).Stderr, StringComparison.Ordinal);
        await Output("rm", name);
    }

    [Fact]
    public async Task Archive_mode_gives_files_to_the_containers_user()
    {
        var name = await Make("running", "--user", "user");
        var file = await HostFile("owned", "x");
        await Output("cp", "-a", file, $"{name}:/tmp/owned");
        Assert.Equal("1000 1000\n", await Output("exec", name, "stat", "-c", "%u %g", "/tmp/owned"));
        await Output("rm", "-f", name);
    }

    private async Task<string> Make(string state, params string[] options)
    {
        var id = (await Output([.. (string[])["create", .. options, "busybox", "sleep", "1000"]])).Trim();
        if (state is "running" or "paused" or "stopped" or "linked")
        {
            await Output("start", id);
        }

        await (state switch
        {
            "paused" => Output("pause", id),
            "stopped" or "linked" => Output("kill", id),
            _ => Task.FromResult(""),
        });
        return id;
    }

    /// <summary>A folder with links that lead to the host, were they followed there.</summary>
    private async Task<string> Linked(string secret)
    {
        var folder = Directory.CreateDirectory(host.Engine.Root[$"links-{Random.Shared.Next()}"]).FullName;
        File.CreateSymbolicLink(Path.Combine(folder, "escape"), secret);
        File.CreateSymbolicLink(Path.Combine(folder, "up"), "../../../../../../../../../../../.." + Path.GetDirectoryName(secret));
        File.CreateSymbolicLink(Path.Combine(folder, "over"), Path.GetDirectoryName(secret) ?? "/");
        return await Task.FromResult(folder + "/.");
    }

    private async Task<string> HostFile(string name, string content)
    {
        var path = host.Engine.Root[name];
        await File.WriteAllTextAsync(path, content);
        return path;
    }

    private async Task<string> Read(string container, string path)
    {
        var copy = host.Engine.Root[$"copy-{Random.Shared.Next()}"];
        await Output("cp", $"{container}:{path}", copy);
        return await File.ReadAllTextAsync(copy);
    }

    private async Task<string> Output(params string[] arguments) => (await host.Engine.Docker(arguments)).Succeeded().Stdout;
}
