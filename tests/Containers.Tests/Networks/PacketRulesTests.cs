using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using Gantry.Containers.Networks;
using Gantry.Containers.Networks.Bridges;
using Gantry.Linux.Nftables;

namespace Gantry.Containers.Tests.Networks;

public sealed class PacketRulesTests
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task A_flush_by_somebody_else_is_undone_within_a_second_while_ports_come_and_go()
    {
        await using var yard = await Yard.Create();
        await using var host = await yard.Start();
        var network = await host.EnsureBridgeAsync(new BridgeSpec { Number = 0 }, Never);
        var (web, attachment) = await yard.AddContainer(network);
        var (_, busy) = await yard.AddContainer(network);
        await web.Serve(80);
        await host.Rules.PublishAsync(Yard.Publish(attachment, 8080, 80));

        using var stop = new CancellationTokenSource();
        var load = ComeAndGo(host, busy, stop.Token);
        for (var i = 0; i < 3; i++)
        {
            await Nft(yard.Host, new NftablesScript().Add($"flush ruleset"));
            var start = Stopwatch.GetTimestamp();
            while (!await IsReached(yard.Neighbour))
            {
                Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 1);
            }
        }

        await stop.CancelAsync();
        Assert.True(await load > 0);
        Assert.Contains("8080 : 172.17.0.2 . 80", await Nft(yard.Host, new NftablesScript().Add($"list ruleset")));
    }

    [Theory]
    [InlineData("delete table")]
    [InlineData("flush chain")]
    [InlineData("flush map")]
    [InlineData("delete chain")]
    [InlineData("add rule")]
    public async Task Whatever_somebody_does_to_our_table_is_undone(string deed)
    {
        await using var yard = await Yard.Create();
        await using var host = await yard.Start();
        var network = await host.EnsureBridgeAsync(new BridgeSpec { Number = 0 }, Never);
        var (_, attachment) = await yard.AddContainer(network);
        await host.Rules.PublishAsync(Yard.Publish(attachment, 8080, 80));
        var before = await List(yard.Host);

        await Nft(yard.Host, Deed(deed, new InstanceNames("0000abcd").Table));
        using var timeout = new CancellationTokenSource(Machine.Patience);
        while (await List(yard.Host) != before)
        {
            timeout.Token.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public async Task Our_own_changes_are_not_mistaken_for_somebody_elses()
    {
        await using var yard = await Yard.Create();
        await using var host = await yard.Start();
        var network = await host.EnsureBridgeAsync(new BridgeSpec { Number = 0 }, Never);
        var (_, attachment) = await yard.AddContainer(network);
        var handles = await Handles(yard.Host);
        for (var i = 0; i < 20; i++)
        {
            await host.Rules.PublishAsync(Yard.Publish(attachment, 8080 + i, 80));
        }

        // A table that was replaced has another handle.
        Assert.Equal(handles, await Handles(yard.Host));
    }

    [Fact]
    public async Task The_table_of_another_owner_is_untouched_from_start_to_end()
    {
        await using var yard = await Yard.Create();
        await Nft(yard.Host, new NftablesScript().Add($$"""
            table inet theirs {
                set s { type inet_service; elements = { 22 }; }
                chain input { type filter hook input priority 0; tcp dport @s accept; }
            }
            """));
        var before = await Nft(yard.Host, new NftablesScript().Add($"list ruleset"));
        await using (var host = await yard.Start())
        {
            var network = await host.EnsureBridgeAsync(new BridgeSpec { Number = 0 }, Never);
            var (_, attachment) = await yard.AddContainer(network);
            await host.Rules.PublishAsync(Yard.Publish(attachment, 8080, 80));
            Assert.Equal(before, await Nft(yard.Host, new NftablesScript().Add($"list table inet theirs")));
            await host.DownAsync(Never);
        }

        Assert.Equal(before, await Nft(yard.Host, new NftablesScript().Add($"list ruleset")));
    }

    [Fact]
    public async Task What_is_restored_is_our_table_and_no_other_instances()
    {
        await using var yard = await Yard.Create();
        await Nft(yard.Host, new NftablesScript().Add($$"""table ip theirs { set s { type inet_service; elements = { 22 }; }; }"""));
        await using var one = await yard.Start("00000001");
        await using var two = await yard.Start("00000002");
        var network = await one.EnsureBridgeAsync(new BridgeSpec { Number = 0 }, Never);
        var (web, attachment) = await yard.AddContainer(network);
        await web.Serve(80);
        await one.Rules.PublishAsync(Yard.Publish(attachment, 8080, 80));
        var before = await Handles(yard.Host);

        await Nft(yard.Host, new NftablesScript().Add($"delete table inet {new InstanceNames("00000001").Table}"));
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        while (!await IsReached(yard.Neighbour))
        {
            timeout.Token.ThrowIfCancellationRequested();
        }

        var after = await Handles(yard.Host);
        Assert.NotEqual(before["gantry-00000001"], after["gantry-00000001"]);
        Assert.Equal(before["gantry-00000002"], after["gantry-00000002"]);
        Assert.Equal(before["theirs"], after["theirs"]);
        Assert.Equal(3, after.Count);
    }

    [Fact]
    public async Task A_thousand_ports_are_published_and_restored_as_fast_as_a_user_expects()
    {
        await using var yard = await Yard.Create();
        await using var host = await yard.Start();
        var network = await host.EnsureBridgeAsync(new BridgeSpec { Number = 0 }, Never);
        var (web, attachment) = await yard.AddContainer(network);
        await web.Serve(80);
        var one = Yard.Publish(attachment, 8080, 80);
        await host.Rules.PublishAsync(one with
        {
            Ports = [.. Enumerable.Range(8080, 1000).Select(port => one.Ports[0] with { HostPort = (ushort)port })],
        });
        Assert.Equal(Yard.NeighbourAddress, await yard.Neighbour.Ask(Yard.HostAddress, 9079));

        await Nft(yard.Host, new NftablesScript().Add($"flush ruleset"));
        var start = Stopwatch.GetTimestamp();
        while (!await IsReached(yard.Neighbour, 9079))
        {
            Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 1);
        }
    }

    private static async Task<int> ComeAndGo(HostNetwork host, Attachment attachment, CancellationToken stop)
    {
        var changes = 0;
        for (; !stop.IsCancellationRequested; changes++)
        {
            await host.Rules.PublishAsync(Yard.Publish(attachment, 9000 + (changes % 100), 80));
            await host.Rules.UnpublishAsync(attachment.AddressV4.Address);
        }

        return changes;
    }

    private static async Task<bool> IsReached(Machine neighbour, int port = 8080)
    {
        try
        {
            return await neighbour.Ask(Yard.HostAddress, port, Machine.Silence) == Yard.NeighbourAddress;
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    private static NftablesScript Deed(string deed, NftablesName table) => deed switch
    {
        "delete table" => new NftablesScript().Add($"delete table inet {table}"),
        "flush chain" => new NftablesScript().Add($"flush chain inet {table} guard"),
        "flush map" => new NftablesScript().Add($"flush map inet {table} published_everywhere4"),
        "delete chain" => new NftablesScript().Add($"flush chain inet {table} admit").Add($"delete chain inet {table} admit"),
        "add rule" => new NftablesScript().Add($"insert rule inet {table} admit drop"),
        _ => throw new ArgumentOutOfRangeException(nameof(deed)),
    };

    private static Task<string> List(Machine host) => Nft(host, new NftablesScript().Add($"list ruleset"));

    private static Task<Dictionary<string, int>> Handles(Machine host) => host.Run(() =>
    {
        using var context = new NftablesContext();
        using var listing = JsonDocument.Parse(context.RunForJson(new NftablesScript().Add($"list tables")));
        return listing.RootElement.GetProperty("nftables").EnumerateArray()
            .Where(entry => entry.TryGetProperty("table", out _))
            .Select(entry => entry.GetProperty("table"))
            .ToDictionary(table => table.GetProperty("name").GetString() ?? "", table => table.GetProperty("handle").GetInt32());
    });

    private static Task<string> Nft(Machine host, NftablesScript script) => host.Run(() =>
    {
        using var context = new NftablesContext();
        return context.Run(script);
    });
}
