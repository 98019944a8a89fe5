using Gantry.Containers.Lifecycle;
using Gantry.Containers.Lifecycle.Spec;

namespace Gantry.Containers.Tests.Lifecycle.Spec;

public sealed class NamedResolvConfTests
{
    [Fact]
    public void The_hosts_servers_are_named_in_a_comment_and_its_search_list_kept()
    {
        var text = NamedResolvConf.Make(new NetworkSpec(), ["# a comment", "nameserver 127.0.0.53", "nameserver 192.0.2.1", "search old", "search a.example b.example", "options edns0", "options trust-ad"]);
        Assert.EndsWith(
            """

            nameserver 127.0.0.11
            search a.example b.example
            options edns0 trust-ad ndots:0

            # Based on host file: '/etc/resolv.conf' (internal resolver)
            # ExtServers: [host(127.0.0.53) 192.0.2.1]
            # Overrides: []
            # Option ndots from: internal

            """,
            text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_container_asks_for_takes_the_place_of_the_hosts()
    {
        var network = new NetworkSpec { DnsServers = ["192.0.2.9"], DnsSearch = ["."], DnsOptions = ["ndots:2", "rotate"] };
        var text = NamedResolvConf.Make(network, ["nameserver 192.0.2.1", "search example", "options ndots:5"]);
        Assert.EndsWith(
            """

            nameserver 127.0.0.11
            options ndots:2 rotate

            # Based on host file: '/etc/resolv.conf' (internal resolver)
            # ExtServers: [192.0.2.9]
            # Overrides: [nameservers search options]
            # Option ndots from: override

            """,
            text,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("options ndots:3", "options ndots:3", "host")]
    [InlineData("options ndots:-1", "options ndots:0", "internal")]
    [InlineData("options ndots:x", "options ndots:0", "internal")]
    public void A_number_of_dots_that_is_one_is_kept(string host, string line, string from)
    {
        var text = NamedResolvConf.Make(new NetworkSpec(), [host]);
        Assert.Contains($"\n{line}\n", text, StringComparison.Ordinal);
        Assert.Contains($"# Option ndots from: {from}\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_without_servers_is_said_to_have_the_default_ones() =>
        Assert.Contains("# Used default nameservers.\n# ExtServers: [8.8.8.8 8.8.4.4]\n", NamedResolvConf.Make(new NetworkSpec(), []), StringComparison.Ordinal);
}
