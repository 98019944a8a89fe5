using System.Net;
using Gantry.Linux.Netlink;
using Gantry.Linux.Nftables;
using Gantry.Linux.Tests.Namespaces;

namespace Gantry.Linux.Tests.Nftables;

public sealed class NftablesTests
{
    private static readonly NftablesName Table = new("test-table");
    private static readonly InterfaceName Interface = new("eth0");

    [Fact]
    public async Task A_script_is_run_and_its_output_returned()
    {
        using var here = await TestNamespace.Create();
        var listing = await here.Run(() =>
        {
            using var context = new NftablesContext();
            context.Run(new NftablesScript().Add($$"""
                table inet {{Table}} {
                    set ours { type ifname; elements = { {{Interface}} }; }
                    map ports { type inet_proto . inet_service : ipv4_addr . inet_service; }
                }
                """));
            context.Run(new NftablesScript().Add(
                $$"""add element inet {{Table}} ports { {{IpProtocol.Tcp}} . {{(ushort)80}} : {{IPAddress.Parse("172.17.0.2")}} . {{(ushort)8080}} }"""));
            return context.Run(new NftablesScript().Add($"list table inet {Table}"));
        });

        Assert.Contains("elements = { \"eth0\" }", listing);
        Assert.Contains("elements = { tcp . 80 : 172.17.0.2 . 8080 }", listing);
    }

    [Fact]
    public async Task A_refused_transaction_leaves_nothing_and_says_why()
    {
        using var here = await TestNamespace.Create();
        await here.Run(() =>
        {
            using var context = new NftablesContext();
            var error = Assert.Throws<NftablesException>(() => context.Run(new NftablesScript()
                .Add($"add table inet {Table}")
                .Add($"add rule inet {Table} nowhere drop")));
            Assert.Contains("No such file or directory", error.Message);
            Assert.Equal("", context.Run(new NftablesScript().Add($"list tables")));
            return true;
        });
    }

    [Fact]
    public async Task Output_can_be_had_as_json()
    {
        using var here = await TestNamespace.Create();
        var json = await here.Run(() =>
        {
            using var context = new NftablesContext();
            context.Run(new NftablesScript().Add($$"""table inet {{Table}} { chain input { type filter hook input priority filter; }; }"""));
            return context.RunForJson(new NftablesScript().Add($"list chains"));
        });
        Assert.Contains("\"hook\": \"input\", \"prio\": 0, \"policy\": \"accept\"", json);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1abc")]
    [InlineData("a b")]
    [InlineData("a;flush ruleset")]
    [InlineData("a\n")]
    public void What_could_be_read_as_syntax_is_no_name(string text) => Assert.Throws<ArgumentException>(() => new NftablesName(text));

    [Fact]
    public void An_address_with_a_scope_is_written_without_it()
    {
        var script = new NftablesScript().Add($"{IPAddress.Parse("fe80::1%2")} {IPNetwork.Parse("10.0.0.0/8")} {new InterfacePrefix(new("gtr"))}");
        Assert.Equal("fe80::1 10.0.0.0/8 \"gtr*\"\n", script.ToString());
    }
}
