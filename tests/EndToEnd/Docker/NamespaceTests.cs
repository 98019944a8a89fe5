namespace Gantry.EndToEnd.Docker;

/// <summary>Containers that share namespaces.</summary>
public sealed class NamespaceTests(RunOptionsTests.Host host) : IClassFixture<RunOptionsTests.Host>
{
    [Fact]
    public async Task Shared_memory_is_shared_with_those_who_join_the_ipc_namespace()
    {
        await Output("run", "--detach", "--name", "donor", "--ipc", "shareable", "--shm-size", "3m", "busybox", "sh", "-c", "echo given > /dev/shm/file; sleep 1000");
        Assert.Equal(
            "given\n3072\n",
            await Output(
                "run", "--rm", "--ipc", "container:donor", "busybox", "sh", "-c",
                "until test -s /dev/shm/file; do :; done; cat /dev/shm/file; df -k /dev/shm | tail -n 1 | awk '{ print $2 }'"));
        await Output("rm", "--force", "donor");
        await Output("run", "--detach", "--name", "miser", "busybox", "sleep", "1000");
        Assert.Contains("non-shareable IPC", (await host.Engine.Docker("run", "--ipc", "container:miser", "busybox", "true")).Stderr, StringComparison.Ordinal);
        await Output("rm", "--force", "miser");
    }

    [Fact]
    public async Task Processes_are_seen_by_those_who_join_the_pid_namespace()
    {
        await Output("run", "--detach", "--name", "watched", "busybox", "sleep", "4321");
        Assert.Contains("sleep 4321", await Output("run", "--rm", "--pid", "container:watched", "busybox", "ps"), StringComparison.Ordinal);
        await Output("rm", "--force", "watched");
    }

    private async Task<string> Output(params string[] arguments) => (await host.Engine.Docker(arguments)).Succeeded().Stdout;
}
