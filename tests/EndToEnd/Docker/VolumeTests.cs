namespace Gantry.EndToEnd.Docker;

/// <summary>Volumes by themselves and in containers.</summary>
public sealed class VolumeTests(RunOptionsTests.Host host) : IClassFixture<RunOptionsTests.Host>
{
    [Fact]
    public async Task A_volume_is_made_listed_inspected_used_and_removed()
    {
        Assert.Equal("data\n", await Output("volume", "create", "--label", "team=blue", "data"));
        Assert.Equal("data\n", await Output("volume", "create", "data"));
        Assert.Equal("data\n", await Output("volume", "ls", "--filter", "label=team=blue", "--quiet"));
        Assert.Equal("data local blue\n", await Output("volume", "inspect", "--format", "{{.Name}} {{.Driver}} {{.Labels.team}}", "data"));
        var id = (await Output("create", "--volume", "data:/data", "busybox", "true")).Trim();
        Assert.Empty(await Output("volume", "ls", "--filter", "dangling=true", "--filter", "name=data", "--quiet"));
        Assert.Contains($"remove data: volume is in use - [{id}]", (await host.Engine.Docker("volume", "rm", "data")).Stderr, StringComparison.Ordinal);
        await Output("rm", id);
        await Output("volume", "rm", "data");
        Assert.Contains("get data: no such volume", (await host.Engine.Docker("volume", "rm", "data")).Stderr, StringComparison.Ordinal);
        await Output("volume", "rm", "--force", "data");
    }

    [Fact]
    public async Task Volumes_keep_their_labels_when_the_engine_is_killed()
    {
        await Output("volume", "create", "--label", "kept=yes", "lasting");
        await host.Engine.Crash();
        Assert.Equal("yes\n", await Output("volume", "inspect", "--format", "{{.Labels.kept}}", "lasting"));
        await Output("volume", "rm", "lasting");
    }

    [Fact]
    public async Task Prune_spares_named_volumes_unless_all_are_meant()
    {
        await Output("volume", "create", "--label", "prune=me", "named");
        var anonymous = (await Output("volume", "create", "--label", "prune=me")).Trim();
        Assert.Contains(anonymous, await Output("volume", "prune", "--force", "--filter", "label=prune=me"), StringComparison.Ordinal);
        Assert.Equal("named\n", await Output("volume", "ls", "--filter", "label=prune=me", "--quiet"));
        await Output("volume", "prune", "--force", "--all", "--filter", "label=prune=me");
        Assert.Empty(await Output("volume", "ls", "--filter", "label=prune=me", "--quiet"));
    }

    [Fact]
    public async Task A_container_takes_over_the_volumes_of_another()
    {
        await Output("run", "--name", "giver", "--volume", "/given", "busybox", "sh", "-c", "echo content > /given/file");
        Assert.Equal("content\n", await Output("run", "--rm", "--volumes-from", "giver", "busybox", "cat", "/given/file"));
        Assert.Contains(
            "Read-only file system", (await host.Engine.Docker("run", "--rm", "--volumes-from", "giver:ro", "busybox", "touch", "/given/file")).Stderr, StringComparison.Ordinal);
        await Output("rm", "--volumes", "giver");
    }

    [Fact]
    public async Task A_folder_of_a_volume_is_mounted_and_never_leads_out_of_it()
    {
        await Output("run", "--rm", "--volume", "tree:/tree", "busybox", "sh", "-c", "mkdir /tree/in; echo inside > /tree/in/file; ln -s / /tree/out");
        Assert.Equal("file\n", await Output("run", "--rm", "--mount", "type=volume,source=tree,target=/t,volume-subpath=in", "busybox", "ls", "/t"));
        Assert.Equal(
            "in\nout\n", await Output("run", "--rm", "--mount", "type=volume,source=tree,target=/t,volume-subpath=out", "busybox", "ls", "/t"));
        Assert.Contains(
            "no such file or directory", (await host.Engine.Docker("run", "--rm", "--mount", "type=volume,source=tree,target=/t,volume-subpath=missing", "busybox", "true")).Stderr,
            StringComparison.Ordinal);
        await Output("volume", "rm", "tree");
    }

    [Fact]
    public async Task A_volume_in_memory_is_shared_by_those_who_run_and_empty_afterwards()
    {
        await Output("volume", "create", "--opt", "type=tmpfs", "--opt", "device=tmpfs", "--opt", "o=size=1m", "memory");
        await Output("run", "--detach", "--name", "first", "--volume", "memory:/m", "busybox", "sh", "-c", "echo shared > /m/file; sleep 1000");
        Assert.Equal("1024\n", await Output("run", "--rm", "--volume", "memory:/m", "busybox", "sh", "-c", "df -k /m | tail -n 1 | awk '{ print $2 }'"));
        Assert.Equal("shared\n", await Output("run", "--rm", "--volume", "memory:/m", "busybox", "sh", "-c", "until test -s /m/file; do :; done; cat /m/file"));
        await Output("rm", "--force", "first");
        Assert.Empty(await Output("run", "--rm", "--volume", "memory:/m", "busybox", "ls", "/m"));
        await Output("volume", "rm", "memory");
    }

    [Fact]
    public async Task A_volume_can_be_a_folder_of_the_host()
    {
        var folder = Directory.CreateDirectory(host.Engine.Root["bound"]).FullName;
        await Output("volume", "create", "--opt", "type=none", "--opt", "o=bind", "--opt", $"device={folder}", "bound");
        await Output("run", "--rm", "--volume", "bound:/b", "busybox", "touch", "/b/file");
        Assert.True(File.Exists(Path.Combine(folder, "file")));
        await Output("volume", "rm", "bound");
        Assert.True(File.Exists(Path.Combine(folder, "file")));
    }

    [Theory]
    [InlineData("volume create --opt colour=red x1", "create x1: invalid option: \"colour\"")]
    [InlineData("volume create --opt type=tmpfs x2", "create x2: missing required option: \"device\"")]
    [InlineData("volume create a", "volume name is too short, names should be at least two alphanumeric characters")]
    [InlineData("volume create --driver other x3", "error looking up volume plugin other: plugin \"other\" not found")]
    [InlineData("run --mount type=bind,source=/nowhere,target=/t busybox true", "invalid mount config for type \"bind\": bind source path does not exist: /nowhere")]
    [InlineData("run --mount type=tmpfs,target=rel busybox true", "invalid mount config for type \"tmpfs\": invalid mount path: 'rel' mount path must be absolute")]
    public async Task What_cannot_be_is_refused_with_dockers_words(string command, string words)
    {
        var refused = await host.Engine.Docker(command.Split(' '));
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains(words, refused.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_tell_of_volumes()
    {
        await Output("run", "--name", "teller", "--volume", "told:/t", "busybox", "true");
        await Output("rm", "teller");
        await Output("volume", "rm", "told");
        await using var events = EventLines.Of(host.Engine, "volume=told");
        Assert.Equal(["create", "mount", "unmount", "destroy"], await events.Until("destroy"));
    }

    private async Task<string> Output(params string[] arguments) => (await host.Engine.Docker(arguments)).Succeeded().Stdout;
}
