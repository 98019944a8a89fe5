using Gantry.Harness;

namespace Gantry.EndToEnd.Docker;

/// <summary>How containers of a user network find each other, with busybox's resolver for a client.</summary>
public sealed class NamesTests : IAsyncLifetime
{
    private LocalEngine? _engine;

    private LocalEngine Engine => _engine ?? throw new InvalidOperationException("the engine has not been started");

    public async ValueTask InitializeAsync()
    {
        _engine = await LocalEngine.Start();
        await _engine.ImportBusybox();
        (await _engine.Docker("network", "create", "back")).Succeeded();
        await Run("web", "--network", "back", "--network-alias", "www");
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }
    }

    [Fact]
    public async Task Two_services_find_each_other_by_name_alias_and_address()
    {
        await Run("db", "--network", "back");
        var address = await AddressOf("web");
        Assert.Contains($"Address: {address}\n", await Inside("db", "nslookup web"), StringComparison.Ordinal);
        Assert.Contains($"Address: {address}\n", await Inside("db", "nslookup WWW"), StringComparison.Ordinal);
        Assert.Contains($"Address: {address}\n", await Inside("db", "nslookup web.back"), StringComparison.Ordinal);
        Assert.Contains("name = web.back", await Inside("db", $"nslookup {address}"), StringComparison.Ordinal);
        Assert.Contains("1 packets received", await Inside("db", "ping -c 1 www"), StringComparison.Ordinal);
        Assert.Contains("1 packets received", await Inside("web", "ping -c 1 db"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_is_found_by_its_own_program_from_the_first_moment()
    {
        var result = await Engine.Docker("run", "--rm", "--name", "self", "--network", "back", "busybox", "nslookup", "self");
        Assert.Contains("Name:\tself\n", result.Succeeded().Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_not_on_the_network_does_not_find_its_names()
    {
        (await Engine.Docker("network", "create", "front")).Succeeded();
        await Run("stranger", "--network", "front", "--dns", "127.0.0.1");
        Assert.NotEqual(0, (await Engine.Docker("exec", "stranger", "nslookup", "web")).ExitCode);

        (await Engine.Docker("network", "connect", "back", "stranger")).Succeeded();
        Assert.Contains(await AddressOf("web"), await Inside("stranger", "nslookup web"), StringComparison.Ordinal);

        (await Engine.Docker("network", "disconnect", "back", "stranger")).Succeeded();
        Assert.NotEqual(0, (await Engine.Docker("exec", "stranger", "nslookup", "web")).ExitCode);
    }

    [Fact]
    public async Task The_file_of_a_user_network_names_our_server_and_that_of_the_default_network_the_hosts()
    {
        Assert.Contains("nameserver 127.0.0.11\noptions ", WithoutSearch(await Inside("web", "cat /etc/resolv.conf")), StringComparison.Ordinal);
        await Run("old", "--dns", "192.0.2.7");
        Assert.StartsWith("nameserver 192.0.2.7\n", await Inside("old", "cat /etc/resolv.conf"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Questions_that_come_while_there_is_no_daemon_wait_for_the_next()
    {
        await Run("db", "--network", "back", "busybox", "sh", "-c", "while [ ! -e /enough ]; do nslookup web > /last && echo found || echo lost; done");
        for (var round = 0; round < 5; round++)
        {
            await Engine.Crash();
            (await Engine.Docker("ps")).Succeeded();
        }

        (await Engine.Docker("exec", "db", "touch", "/enough")).Succeeded();
        (await Engine.Docker("wait", "db")).Succeeded();
        var log = (await Engine.Docker("logs", "db")).Succeeded().Stdout;
        Assert.Contains("found", log, StringComparison.Ordinal);
        Assert.DoesNotContain("lost", log, StringComparison.Ordinal);
    }

    private static string WithoutSearch(string text) => string.Join('\n', text.Split('\n').Where(line => !line.StartsWith("search ", StringComparison.Ordinal)));

    private async Task Run(string name, params string[] options)
    {
        string[] command = options.Contains("busybox") ? options : [.. options, "busybox", "sleep", "1000"];
        (await Engine.Docker(["run", "-d", "--name", name, .. command])).Succeeded();
    }

    private async Task<string> Inside(string container, string command) => (await Engine.Docker("exec", container, "sh", "-c", command)).Succeeded().Stdout;

    private async Task<string> AddressOf(string container) =>
        (await Engine.Docker("inspect", "-f", "{{.NetworkSettings.Networks.back.IPAddress}}", container)).Succeeded().Stdout.Trim();
}
