using Gantry.Linux.Nftables;
using Gantry.Linux.Tests.Namespaces;

namespace Gantry.Linux.Tests.Nftables;

public sealed class NftablesMonitorTests
{
    private static readonly NftablesName Table = new("watched");

    [Fact]
    public async Task A_change_is_told_with_its_table_and_the_socket_that_made_it()
    {
        using var here = await TestNamespace.Create();
        await here.Run(() =>
        {
            using var monitor = new NftablesMonitor();
            using var ours = new NftablesContext();
            using var theirs = new NftablesContext();
            ours.Run(new NftablesScript().Add($$"""table inet {{Table}} { set s { type inet_service; }; }"""));
            var added = Assert.Single(Drain(monitor), notice => notice.Event == NftablesEvent.TableAdded);
            Assert.Equal((1, "watched"), (added.Family, added.Table));

            ours.Run(new NftablesScript().Add($$"""add element inet {{Table}} s { 80 }"""));
            var element = Assert.Single(Drain(monitor));
            Assert.Equal((NftablesEvent.ElementsChanged, added.Port), (element.Event, element.Port));

            theirs.Run(new NftablesScript().Add($"flush ruleset"));
            var flushed = Drain(monitor);
            Assert.Contains(flushed, notice => notice is { Event: NftablesEvent.RulesChanged, Table: "watched" });
            Assert.All(flushed, notice => Assert.NotEqual(added.Port, notice.Port));
            return true;
        });
    }

    [Fact]
    public async Task More_notices_than_fit_are_told_as_lost()
    {
        using var here = await TestNamespace.Create();
        await here.Run(() =>
        {
            using var monitor = new NftablesMonitor(backlogBytes: 1);
            using var context = new NftablesContext();
            for (var i = 0; i < 100; i++)
            {
                context.Run(new NftablesScript().Add($"add table inet {Table}").Add($"delete table inet {Table}"));
            }

            Assert.Contains(Drain(monitor), notice => notice.Event == NftablesEvent.Lost);
            return true;
        });
    }

    private static List<NftablesNotice> Drain(NftablesMonitor monitor)
    {
        List<NftablesNotice> notices = [];
        monitor.Drain(notices.Add);
        return notices;
    }
}
