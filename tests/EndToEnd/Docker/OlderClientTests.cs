namespace Gantry.EndToEnd.Docker;

/// <summary>Clients of older versions of the API.</summary>
public sealed class OlderClientTests(RunOptionsTests.Host host) : IClassFixture<RunOptionsTests.Host>
{
    [Theory]
    [InlineData("1.24")]
    [InlineData("1.30")]
    [InlineData("1.40")]
    [InlineData("1.43")]
    [InlineData("1.47")]
    public async Task A_container_lives_its_life(string version)
    {
        var name = $"old-{version}";
        Assert.Equal($"{version}\n", await Output(version, "version", "--format", "{{.Client.APIVersion}}"));
        await Output(version, "run", "--detach", "--name", name, "--restart", "on-failure", "--health-cmd", "true", "busybox", "sh", "-c", "echo said; sleep 1000");
        Assert.Equal($"{name} running\n", await Output(version, "ps", "--filter", $"name={name}", "--format", "{{.Names}} {{.State}}"));
        Assert.Equal("running on-failure\n", await Output(version, "inspect", "--format", "{{.State.Status}} {{.HostConfig.RestartPolicy.Name}}", name));
        await Output(version, "exec", name, "true");
        await Output(version, "kill", name);
        Assert.Equal("137\n", await Output(version, "wait", name));
        Assert.Equal("said\n", await Output(version, "logs", name));
        await Output(version, "rm", name);
    }

    private async Task<string> Output(string version, params string[] arguments)
    {
        var command = host.Engine.DockerCommand(arguments);
        var environment = new Dictionary<string, string>(command.Environment) { ["DOCKER_API_VERSION"] = version };
        return (await (command with { Environment = environment }).Run()).Succeeded().Stdout;
    }
}
