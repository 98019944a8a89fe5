using Gantry.Harness.Commands;

namespace Gantry.EndToEnd.Docker;

/// <summary><c>docker diff</c>, <c>docker export</c> and <c>docker commit</c>: what a container has made of its image.</summary>
public sealed class ChangesTests(RunOptionsTests.Host host) : IClassFixture<RunOptionsTests.Host>
{
    private const string Work =
        "mkdir /made; echo x > /made/file; ln /made/file /made/second; echo more >> /etc/group; rm /etc/nsswitch.conf; rm -r /home; mkdir -p /home/other; chown 7:8 /made/file; echo v > /volume/file";

    [Fact]
    public async Task Diff_tells_what_is_new_changed_and_gone()
    {
        await Worked("differs");
        Assert.Equal(
            "C /etc\nC /etc/group\nD /etc/nsswitch.conf\nC /home\nA /home/other\nD /home/user\nA /made\nA /made/file\nA /made/second\n", await Output("diff", "differs"));
        await Output("rm", "differs");
    }

    [Theory]
    [InlineData("-v /data:/not/in/the/image")]
    [InlineData("--read-only --tmpfs /scratch")]
    [InlineData("--init")]
    public async Task What_is_made_only_to_mount_something_is_no_change(string options)
    {
        await Output([.. (string[])["run", "--name", "untouched", .. options.Split(' '), "busybox", "true"]]);
        Assert.Empty(await Output("diff", "untouched"));
        await Output("rm", "untouched");
    }

    [Fact]
    public async Task An_export_has_all_files_without_volumes_and_can_be_imported()
    {
        await Worked("exported");
        var archive = host.Engine.Root["export.tar"];
        await Output("export", "-o", archive, "exported");
        var names = (await Programs.Run("tar", "--numeric-owner", "-tvf", archive)).Succeeded().Stdout;
        Assert.Matches("7/8 .* made/file\n", names);
        Assert.Contains("made/second link to made/file", names, StringComparison.Ordinal);
        Assert.DoesNotContain("nsswitch", names, StringComparison.Ordinal);
        Assert.DoesNotContain("volume/file", names, StringComparison.Ordinal);
        await Output("import", archive, "imported");
        Assert.Equal("x\n", await Output("run", "--rm", "imported", "cat", "/made/second"));
        await Output("rm", "exported");
    }

    [Fact]
    public async Task A_commit_is_an_image_with_one_more_layer()
    {
        await Worked("committed");
        var id = (await Output("commit", "-a", "me", "-m", "why", "-c", "ENV NAME=value", "-c", "CMD [\"sh\", \"-c\", \"echo $NAME\"]", "committed", "result:1")).Trim();
        Assert.Equal(id + "\n", await Output("image", "inspect", "--format", "{{.Id}}", "result:1"));
        Assert.Equal("me why 2\n", await Output("image", "inspect", "--format", "{{.Author}} {{.Comment}} {{len .RootFS.Layers}}", "result:1"));
        Assert.Equal("value\n", await Output("run", "--rm", "result:1"));
        Assert.Equal(
            "other 7 8 2 gone\n",
            await Output("run", "--rm", "result:1", "sh", "-c", "echo $(ls /home) $(stat -c '%u %g %h' /made/second) $(test -e /etc/nsswitch.conf || echo gone)"));
        await Output("rm", "committed");
        await Output("rmi", "result:1");
    }

    [Fact]
    public async Task A_running_container_is_committed_and_goes_on()
    {
        await Output("run", "-d", "--name", "alive", "busybox", "sleep", "1000");
        await Output("exec", "alive", "sh", "-c", "echo x > /file");
        await Output("commit", "alive", "moment");
        Assert.Equal("running\n", await Output("inspect", "--format", "{{.State.Status}}", "alive"));
        Assert.Equal("x\n", await Output("run", "--rm", "moment", "cat", "/file"));
        await Output("rm", "-f", "alive");
    }

    private Task Worked(string name) => Output("run", "--name", name, "-v", "/volume", "busybox", "sh", "-c", Work);

    private async Task<string> Output(params string[] arguments) => (await host.Engine.Docker(arguments)).Succeeded().Stdout;
}
