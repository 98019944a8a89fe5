using Gantry.Containers.Networks;
using Gantry.Containers.Networks.Rules;
using Gantry.Linux.Nftables;

namespace Gantry.Containers.Tests.Networks;

public sealed class ForeignRulesTests
{
    private static readonly NftablesName Theirs = new("theirs");

    [Fact]
    public async Task A_chain_whose_policy_is_to_drop_what_is_forwarded_is_named()
    {
        await using var yard = await Yard.Create();
        await Add(yard.Host, new NftablesScript().Add($$"""table ip {{Theirs}} { chain FORWARD { type filter hook forward priority 0; policy drop; }; }"""));
        await using var host = await yard.Start();
        Assert.Equal([new ForeignBlock("ip", "theirs", "FORWARD")], await host.Rules.FindForeignBlocksAsync());
    }

    [Fact]
    public async Task A_chain_that_ends_by_rejecting_everything_is_named()
    {
        await using var yard = await Yard.Create();
        await Add(yard.Host, new NftablesScript().Add($$"""
            table inet {{Theirs}} {
                chain filter_FORWARD {
                    type filter hook forward priority 10; policy accept;
                    ct state established accept
                    counter reject with icmpx admin-prohibited
                }
            }
            """));
        await using var host = await yard.Start();
        Assert.Equal([new ForeignBlock("inet", "theirs", "filter_FORWARD")], await host.Rules.FindForeignBlocksAsync());
    }

    [Fact]
    public async Task Rules_that_concern_others_are_not_named()
    {
        await using var yard = await Yard.Create();
        await Add(yard.Host, new NftablesScript().Add($$"""
            table inet {{Theirs}} {
                chain input { type filter hook input priority 0; policy drop; }
                chain forward { type filter hook forward priority 0; policy accept; ip saddr 10.0.0.1 drop; }
            }
            """));
        await using var host = await yard.Start();
        await using var other = await yard.Start("00000002");
        Assert.Empty(await host.Rules.FindForeignBlocksAsync());
    }

    [Fact]
    public async Task The_remedy_that_is_told_lets_our_traffic_through()
    {
        await using var yard = await Yard.Create();
        await Add(yard.Host, new NftablesScript().Add($$"""table ip {{Theirs}} { chain FORWARD { type filter hook forward priority 0; policy drop; }; }"""));
        await using var host = await yard.Start();
        var (web, attachment) = await yard.AddContainer(await host.EnsureBridgeAsync(new() { Number = 0 }, CancellationToken.None));
        await web.Serve(80);
        await host.Rules.PublishAsync(Yard.Publish(attachment, 8080, 80));
        await yard.Neighbour.AssertSilent(Yard.HostAddress, 8080);

        Assert.Equal(
            [
                "nft insert rule ip theirs FORWARD iifname '\"gtr*\"' accept",
                "nft insert rule ip theirs FORWARD oifname '\"gtr*\"' accept",
            ],
            (await host.Rules.FindForeignBlocksAsync())[0].Remedy);
        await Add(yard.Host, new NftablesScript()
            .Add($"insert rule ip {Theirs} FORWARD iifname \"gtr*\" accept")
            .Add($"insert rule ip {Theirs} FORWARD oifname \"gtr*\" accept"));
        Assert.Empty(await host.Rules.FindForeignBlocksAsync());
        Assert.Equal(Yard.NeighbourAddress, await yard.Neighbour.Ask(Yard.HostAddress, 8080));
    }

    [Fact]
    public async Task A_block_that_comes_while_we_run_is_told_once_with_the_line_that_lets_our_traffic_through()
    {
        await using var yard = await Yard.Create();
        var log = new TestLog();
        await using var host = await HostNetwork.StartAsync(yard.Options(), log, TestContext.Current.CancellationToken);
        await Add(yard.Host, new NftablesScript().Add($$"""table ip {{Theirs}} { chain FORWARD { type filter hook forward priority 0; policy drop; }; }"""));
        Assert.Equal(
            "The chain FORWARD of the nftables table ip theirs drops what containers send and receive. To let it through: "
            + "nft insert rule ip theirs FORWARD iifname '\"gtr*\"' accept; nft insert rule ip theirs FORWARD oifname '\"gtr*\"' accept",
            await log.NextWarning());

        // Neither is their table touched nor are we told of it again, when another one comes.
        await Add(yard.Host, new NftablesScript().Add($$"""table inet later { chain stop { type filter hook forward priority 9; counter drop; }; }"""));
        Assert.StartsWith("The chain stop of the nftables table inet later drops", await log.NextWarning());
        Assert.Contains("policy drop;\n\t}", await Add(yard.Host, new NftablesScript().Add($"list table ip {Theirs}")));
    }

    private static Task<string> Add(Machine host, NftablesScript script) => host.Run(() =>
    {
        using var context = new NftablesContext();
        return context.Run(script);
    });
}
