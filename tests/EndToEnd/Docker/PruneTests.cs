using System.Text.Json;
using Gantry.Harness;

namespace Gantry.EndToEnd.Docker;

/// <summary><c>docker image prune</c>, <c>docker images --filter</c> and <c>docker system df</c>.</summary>
public sealed class PruneTests : IAsyncLifetime
{
    private LocalEngine? _engine;

    private LocalEngine Engine => _engine ?? throw new InvalidOperationException("the engine has not been started");

    public async ValueTask InitializeAsync()
    {
        _engine = await LocalEngine.Start();
        await _engine.ImportBusybox();
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }
    }

    [Fact]
    public async Task Prune_removes_images_without_a_name_and_with_all_those_without_a_container()
    {
        await Commit("old", "one");
        await Commit("old", "two");
        await Commit("spare", "three");
        Assert.Equal(2, (await Ids("images", "-aq", "--filter", "dangling=false", "--filter", "reference=old", "--filter", "reference=spare")).Length);
        Assert.Single(await Ids("images", "-q", "--filter", "dangling=true"));
        var pruned = await Output("image", "prune", "-f");
        Assert.Contains("deleted: sha256:", pruned, StringComparison.Ordinal);
        Assert.DoesNotContain("reclaimed space: 0B", pruned, StringComparison.Ordinal);
        Assert.Empty(await Ids("images", "-q", "--filter", "dangling=true"));
        await Output("create", "--name", "holds", "spare", "true");
        Assert.Contains("untagged: old:latest", await Output("image", "prune", "-af"), StringComparison.Ordinal);

        // busybox lost its name, but what was made from it keeps it.
        Assert.Equal("spare\n", Sorted(await Output("images", "--format", "{{.Repository}}")));
        Assert.Equal("<none>\nspare\n", Sorted(await Output("images", "-a", "--format", "{{.Repository}}")));
        Assert.Contains("is using its referenced image", (await Engine.Docker("rmi", "spare")).Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prune_keeps_what_is_younger_or_labelled_otherwise()
    {
        await Output("import", "-c", "LABEL keep=yes", await Harness.Images.BusyboxImage.Archive(), "labelled");
        Assert.Equal("Total reclaimed space: 0B\n", await Output("image", "prune", "-af", "--filter", "until=1h"));
        Assert.DoesNotContain("labelled", await Output("image", "prune", "-af", "--filter", "label!=keep=yes"), StringComparison.Ordinal);
        Assert.Contains("untagged: labelled:latest", await Output("image", "prune", "-af", "--filter", "label=keep"), StringComparison.Ordinal);
        Assert.Contains("invalid filter 'no'", (await Engine.Docker("image", "prune", "-f", "--filter", "no=1")).Stderr, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("busy*", true)]
    [InlineData("busybox:late?t", true)]
    [InlineData("example.org/*/box:[0-9]", true)]
    [InlineData("example.org/*", false)]
    public async Task A_pattern_stops_at_a_slash(string pattern, bool matches)
    {
        await Output("tag", "busybox", "example.org/team/box:7");
        Assert.Equal(matches, (await Ids("images", "-q", "--filter", $"reference={pattern}")).Length > 0);
    }

    [Fact]
    public async Task Df_counts_images_containers_and_volumes_each_once()
    {
        await Output("tag", "busybox", "again");
        await Output("run", "--name", "writes", "-v", "data:/data", "busybox", "sh", "-c", "head -c 300000 /dev/zero > /file; head -c 200000 /dev/zero > /data/file");
        var lines = (await Output("system", "df", "--format", "{{json .}}")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(line => line.GetProperty("Type").GetString() ?? "");
        Assert.Equal(("1", "1"), (Text(lines["Images"], "TotalCount"), Text(lines["Images"], "Active")));
        Assert.Equal(("1", "0"), (Text(lines["Containers"], "TotalCount"), Text(lines["Containers"], "Active")));
        Assert.StartsWith("3", Text(lines["Containers"], "Size"), StringComparison.Ordinal);
        Assert.Equal(("1", "1"), (Text(lines["Local Volumes"], "TotalCount"), Text(lines["Local Volumes"], "Active")));
        Assert.StartsWith("2", Text(lines["Local Volumes"], "Size"), StringComparison.Ordinal);
        Assert.Contains("virtual", await Output("ps", "-as", "--format", "{{.Size}}"), StringComparison.Ordinal);
        await Output("system", "df", "-v");
    }

    private async Task Commit(string name, string content)
    {
        await Output("run", "--name", "made", "busybox", "sh", "-c", $"echo {content} > /file");
        await Output("commit", "made", name);
        await Output("rm", "made");
    }

    private static string Text(JsonElement line, string name) => line.GetProperty(name).GetString() ?? "";

    private static string Sorted(string lines) => string.Concat(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).Select(line => line + "\n"));

    private async Task<string[]> Ids(params string[] arguments) => (await Output(arguments)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private async Task<string> Output(params string[] arguments) => (await Engine.Docker(arguments)).Succeeded().Stdout;
}
