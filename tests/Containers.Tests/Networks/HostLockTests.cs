using System.Net.Sockets;
using Gantry.Containers.Networks;

namespace Gantry.Containers.Tests.Networks;

public sealed class HostLockTests
{
    [Fact]
    public async Task Somebody_who_holds_the_lock_for_ever_does_not_keep_containers_off_the_network()
    {
        await using var yard = await Yard.Create();
        using var squatter = await yard.Host.Open(SocketType.Stream, ProtocolType.Unspecified, AddressFamily.Unix);
        squatter.Bind(new UnixDomainSocketEndPoint("\0gantry-networks"));
        var log = new TestLog();
        var options = yard.Options() with { Time = new HastyClock() };
        await using var host = await HostNetwork.StartAsync(options, log, TestContext.Current.CancellationToken);
        Assert.StartsWith("Somebody has held the unix address @gantry-networks for 00:00:05", await log.NextWarning());
        Assert.Equal("1", await yard.Host.Sysctl("ipv4/ip_forward"));
    }

    /// <summary>A second passes whenever somebody looks at it.</summary>
    private sealed class HastyClock : TimeProvider
    {
        private long _looks;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Interlocked.Increment(ref _looks);
    }
}
