using Gantry.Harness;

namespace Gantry.EndToEnd.Docker;

/// <summary>User networks, by the real docker command line.</summary>
public sealed class NetworkTests : IAsyncLifetime
{
    private const string Server = "echo page > index.html; exec httpd -f -p 80";

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
    public async Task Places_and_ports_are_there_again_after_the_daemon_was_killed()
    {
        await Do("network", "create", "--subnet", "10.88.0.0/24", "yard");
        await Do("run", "-d", "--name", "web", "--network", "yard", "--ip", "10.88.0.9", "-p", "8080:80", "busybox", "sh", "-c", Server);
        await Do("run", "-d", "--name", "client", "--network", "yard", "busybox", "sleep", "1000");
        await Engine.Crash();
        Assert.Equal("page\n", await Do("exec", "client", "wget", "-qO-", "http://10.88.0.9/"));
        Assert.Equal("10.88.0.9", await AddressOf("web", "yard"));
        Assert.Equal("page\n", await FromHost("http://127.0.0.1:8080/"));
        await Do("run", "-d", "--name", "late", "--network", "yard", "busybox", "sleep", "1000");
        Assert.Equal("10.88.0.3", await AddressOf("late", "yard"));
        Assert.Contains("10.88.0.9/24", await Do("network", "inspect", "yard"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_web_server_is_reached_from_the_host_by_both_loopbacks_from_another_container_and_from_itself()
    {
        await Do("network", "create", "yard");
        await Do("run", "-d", "--name", "web", "--network", "yard", "-p", "8080:80", "busybox", "sh", "-c", Server);
        Assert.Equal("page\n", await FromHost("http://127.0.0.1:8080/"));
        Assert.Equal("page\n", await FromHost("http://[::1]:8080/"));
        var gateway = (await Do("network", "inspect", "-f", "{{(index .IPAM.Config 0).Gateway}}", "yard")).Trim();
        Assert.Equal("page\n", await Do("run", "--rm", "busybox", "wget", "-qO-", $"http://{gateway}:8080/"));
        Assert.Equal("page\n", await Do("exec", "web", "wget", "-qO-", $"http://{gateway}:8080/"));
        Assert.Equal("0.0.0.0:8080\n[::]:8080\n", await Do("port", "web", "80/tcp"));
    }

    [Fact]
    public async Task A_neighbour_on_the_LAN_reaches_the_published_port_and_with_a_route_no_other()
    {
        await Do("network", "create", "yard");
        await Do("run", "-d", "--name", "web", "--network", "yard", "-p", "8080:80", "busybox", "sh", "-c", "echo page > index.html; httpd -p 81; exec httpd -f -p 80");
        await Do("run", "-d", "--name", "neighbour", "--network", "none", "busybox", "sleep", "1000");
        var pid = (await Do("inspect", "-f", "{{.State.Pid}}", "neighbour")).Trim();
        (await Engine.OnHost("sh", "-ec", $"""
            ip link add lan0 type veth peer name eth0 netns {pid}
            ip addr add 192.0.2.1/24 dev lan0
            ip link set lan0 up
            nsenter -t {pid} -n ip addr add 192.0.2.9/24 dev eth0
            nsenter -t {pid} -n ip link set eth0 up
            nsenter -t {pid} -n ip route add default via 192.0.2.1
            """)).Succeeded();
        var web = await AddressOf("web", "yard");
        Assert.Equal("page\n", await Do("exec", "neighbour", "wget", "-qO-", "http://192.0.2.1:8080/"));
        await AssertSilent($"http://{web}:81/", "exec", "neighbour");
        Assert.Equal("page\n", await Do("run", "--rm", "--network", "yard", "busybox", "wget", "-qO-", $"http://{web}:81/"));
    }

    [Fact]
    public async Task Networks_are_apart_and_an_internal_one_leads_nowhere()
    {
        await Do("network", "create", "yard");
        await Do("network", "create", "--internal", "vault");
        await Do("run", "-d", "--name", "web", "--network", "yard", "busybox", "sh", "-c", Server);
        await Do("run", "-d", "--name", "safe", "--network", "vault", "busybox", "sh", "-c", Server);
        var (web, safe) = (await AddressOf("web", "yard"), await AddressOf("safe", "vault"));
        Assert.Equal("page\n", await Do("run", "--rm", "--network", "vault", "busybox", "wget", "-qO-", $"http://{safe}/"));
        await AssertSilent($"http://{web}/", "run", "--rm", "busybox");
        await AssertSilent($"http://{safe}/", "run", "--rm", "busybox");
        Assert.DoesNotContain("default", await Do("exec", "safe", "ip", "route"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_is_connected_and_disconnected_running_and_stopped()
    {
        await Do("network", "create", "--subnet", "10.89.0.0/24", "yard");
        await Do("run", "-d", "--name", "box", "busybox", "sleep", "1000");
        await Do("run", "-d", "--name", "web", "--network", "yard", "busybox", "sleep", "1000");
        await Do("network", "connect", "--ip", "10.89.0.77", "--alias", "crate", "yard", "box");
        var web = await AddressOf("web", "yard");
        await Do("exec", "box", "ping", "-c1", web);
        await Do("exec", "web", "ping", "-c1", "10.89.0.77");
        Assert.Contains("10.89.0.77", await Do("exec", "box", "cat", "/etc/hosts"), StringComparison.Ordinal);
        Assert.Contains("already exists in network yard", (await Engine.Docker("network", "connect", "yard", "box")).Stderr, StringComparison.Ordinal);
        Assert.Contains("has active endpoints", (await Engine.Docker("network", "rm", "yard")).Stderr, StringComparison.Ordinal);
        await Do("network", "disconnect", "bridge", "box");
        Assert.Contains("default via 10.89.0.1", await Do("exec", "box", "ip", "route"), StringComparison.Ordinal);
        await Do("network", "disconnect", "yard", "box");
        await Do("stop", "-t", "0", "box");
        await Do("network", "connect", "yard", "box");
        await Do("start", "box");
        await Do("exec", "box", "ping", "-c1", web);
    }

    [Fact]
    public async Task What_docker_refuses_is_refused_in_its_words()
    {
        await Do("network", "create", "yard");
        Assert.Contains("network with name yard already exists", (await Engine.Docker("network", "create", "yard")).Stderr, StringComparison.Ordinal);
        Assert.Contains("bridge is a pre-defined network and cannot be removed", (await Engine.Docker("network", "rm", "bridge")).Stderr, StringComparison.Ordinal);
        Assert.Contains("network nosuch not found", (await Engine.Docker("network", "inspect", "nosuch")).Stderr, StringComparison.Ordinal);
        Assert.Contains("only one instance of \"host\" network is allowed", (await Engine.Docker("network", "create", "-d", "host", "x")).Stderr, StringComparison.Ordinal);
        Assert.Contains("network nosuch not found", (await Engine.Docker("run", "--rm", "--network", "nosuch", "busybox", "true")).Stderr, StringComparison.Ordinal);
        Assert.Contains(
            "user specified IP address is supported only when connecting to networks with user configured subnets",
            (await Engine.Docker("run", "--rm", "--network", "yard", "--ip", "10.1.2.3", "busybox", "true")).Stderr, StringComparison.Ordinal);
        Assert.Equal("bridge\nhost\nnone\nyard\n", string.Concat((await Do("network", "ls", "--format", "{{.Name}}")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order().Select(line => line + "\n")));
        Assert.Contains("yard", await Do("network", "prune", "-f"), StringComparison.Ordinal);
        Assert.Empty(await Do("network", "ls", "-q", "--filter", "type=custom"));
    }

    [Fact]
    public async Task A_network_with_IPv6_gives_addresses_of_both_families()
    {
        await Do("network", "create", "--ipv6", "yard");
        await Do("run", "-d", "--name", "web", "--network", "yard", "-p", "8080:80", "busybox", "sh", "-c", "echo page > index.html; exec httpd -f -p '[::]:80'");
        var address = (await Do("inspect", "-f", "{{.NetworkSettings.Networks.yard.GlobalIPv6Address}}", "web")).Trim();
        Assert.StartsWith("fd", address, StringComparison.Ordinal);
        await Do("run", "--rm", "--network", "yard", "busybox", "ping", "-6", "-c1", address);
        Assert.Equal("page\n", await FromHost("http://[::1]:8080/"));
    }

    [Fact]
    public async Task Ports_are_published_by_ranges_addresses_protocols_and_all_at_once()
    {
        await Do("run", "-d", "--name", "one", "--expose", "81", "-P", "-p", "8000-8001:90-91", "-p", "127.0.0.1:5353:53/udp", "busybox", "sleep", "1000");
        var ports = (await Do("port", "one")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).ToList();
        Assert.Equal("53/udp -> 127.0.0.1:5353", ports[0]);
        Assert.Matches(@"^81/tcp -> 0\.0\.0\.0:\d+$", ports[1]);
        Assert.Matches(@"^81/tcp -> \[::\]:\d+$", ports[2]);
        Assert.Equal(["90/tcp -> 0.0.0.0:8000", "90/tcp -> [::]:8000", "91/tcp -> 0.0.0.0:8001", "91/tcp -> [::]:8001"], ports[3..]);
        Assert.Contains("Bind for 127.0.0.1:5353 failed: port is already allocated", (await Engine.Docker("run", "-p", "127.0.0.1:5353:53/udp", "busybox", "true")).Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bridge_has_the_name_and_size_that_were_asked_for_and_goes_with_its_network()
    {
        await Do("network", "create", "-o", "com.docker.network.bridge.name=crane0", "-o", "com.docker.network.driver.mtu=1400", "yard");
        await Do("run", "--rm", "--network", "yard", "busybox", "sh", "-c", "[ $(cat /sys/class/net/eth0/mtu) = 1400 ]");
        (await Engine.OnHost("ip", "link", "show", "crane0")).Succeeded();
        await Do("network", "rm", "yard");
        Assert.NotEqual(0, (await Engine.OnHost("ip", "link", "show", "crane0")).ExitCode);
        await Do("network", "create", "-o", "com.docker.network.bridge.name=crane0", "yard");
        await Engine.Gantry("down");
        Assert.NotEqual(0, (await Engine.OnHost("ip", "link", "show", "crane0")).ExitCode);
    }

    [Fact]
    public async Task What_happens_to_a_network_is_told()
    {
        await Do("network", "create", "yard");
        await Do("run", "--rm", "--name", "box", "--network", "yard", "busybox", "true");
        await Do("network", "rm", "yard");
        var told = await Do("events", "--since", "1", "--until", $"{DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1}", "--filter", "type=network", "--format", "{{.Action}} {{.Actor.Attributes.name}}");
        Assert.Equal("create yard\nconnect yard\ndisconnect yard\ndestroy yard\n", told);
    }

    [Fact]
    public async Task A_link_on_the_default_network_is_a_line_in_hosts_and_variables()
    {
        await Do("run", "-d", "--name", "db", "--expose", "5432", "busybox", "sleep", "1000");
        var said = await Do("run", "--rm", "--link", "db:store", "busybox", "sh", "-c", "ping -c1 store >&2 && env");
        Assert.Contains("STORE_PORT_5432_TCP_PORT=5432", said, StringComparison.Ordinal);
    }

    // Neither an answer nor a refusal: it has to be ended. (The static busybox crashes over a timeout of wget's own; and the first process of a
    // container hears no SIGTERM, hence the shell.)
    private async Task AssertSilent(string url, params string[] place)
    {
        var result = await Engine.Docker([.. place, "sh", "-c", $"timeout 1 wget -qO- {url}; exit $?"]);
        Assert.Equal((143, ""), (result.ExitCode, result.Stdout));
    }

    private async Task<string> Do(params string[] arguments) => (await Engine.Docker(arguments)).Succeeded().Stdout;

    private async Task<string> FromHost(string url) =>
        (await Engine.OnHost("curl", "-s", "--retry", "20", "--retry-connrefused", "--retry-delay", "1", url)).Succeeded().Stdout;

    private async Task<string> AddressOf(string container, string network) =>
        (await Do("inspect", "-f", $"{{{{.NetworkSettings.Networks.{network}.IPAddress}}}}", container)).Trim();
}
