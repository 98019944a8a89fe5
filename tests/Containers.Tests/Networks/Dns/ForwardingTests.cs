using System.Net;
using System.Net.Sockets;
using Gantry.Containers.Lifecycle;
using Gantry.Containers.Networks.Dns;
using Gantry.Containers.Networks.Dns.Forwarding;

namespace Gantry.Containers.Tests.Networks.Dns;

/// <summary>What no zone knows: asked of servers in the container's own network.</summary>
public sealed class ForwardingTests : IAsyncLifetime
{
    private const string One = "127.0.0.53";
    private const string Two = "127.0.0.54";

    private readonly ManualClock _clock = new();
    private DnsServer _server = new([], TimeProvider.System);
    private Machine? _machine;

    private Machine Container => _machine ?? throw new InvalidOperationException("not yet made");

    public async ValueTask InitializeAsync()
    {
        _machine = await Machine.Create();
        _server = new DnsServer([], _clock);
    }

    public async ValueTask DisposeAsync() => await Container.DisposeAsync();

    [Fact]
    public async Task The_server_is_asked_with_another_number_and_its_answer_has_the_clients()
    {
        var upstream = await Upstream.Start(Container, One, Gives("192.0.2.80"));
        var numbers = new HashSet<ushort>();
        for (var i = 0; i < 8; i++)
        {
            var answer = await Answer(Message.Ask($"n{i}.example", id: 7));
            Assert.Equal(["192.0.2.80"], Message.Addresses(answer));
            Assert.Equal(7, Message.Id(answer));
            numbers.Add(Message.Id(upstream.Asked[i]));
        }

        Assert.True(numbers.Count > 6, "the numbers repeat themselves");
    }

    [Fact]
    public async Task Answers_to_another_question_or_number_are_not_believed()
    {
        await Upstream.Start(Container, One, asked =>
        {
            var forged = Message.Reply(asked, 0, [Message.AddressRecord("203.0.113.66")]);
            var (number, name, type) = ((byte[])forged.Clone(), (byte[])forged.Clone(), (byte[])forged.Clone());
            number[0] ^= 0xFF;
            name[13] ^= 1;
            type[^(16 + 3)] = 28;
            return [number, name, type, asked, [1, 2, 3], Message.Reply(asked, 0, [Message.AddressRecord("192.0.2.1")])];
        });
        Assert.Equal(["192.0.2.1"], Message.Addresses(await Answer(Message.Ask("www.example"))));
    }

    [Fact]
    public async Task A_server_that_fails_is_followed_by_the_next()
    {
        await Upstream.Start(Container, One, asked => [Message.Reply(asked, 2, [])]);
        await Upstream.Start(Container, Two, Gives("192.0.2.2"));
        Assert.Equal(["192.0.2.2"], Message.Addresses(await Answer(Message.Ask("www.example"), "127.0.0.9", One, Two)));
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up()
    {
        await Upstream.Start(Container, One, _ => []);
        await Upstream.Start(Container, Two, Gives("192.0.2.2"));
        Assert.Equal(["192.0.2.2"], Message.Addresses(await Answer(Message.Ask("www.example"), One, Two)));
    }

    [Fact]
    public async Task That_a_name_does_not_exist_is_an_answer()
    {
        await Upstream.Start(Container, One, asked => [Message.Reply(asked, 3, [])]);
        var second = await Upstream.Start(Container, Two, Gives("192.0.2.2"));
        Assert.Equal(3, Message.Code(await Answer(Message.Ask("www.example"), One, Two)));
        Assert.Empty(second.Asked);
    }

    [Fact]
    public async Task Where_all_servers_fail_the_first_ones_word_is_passed_on()
    {
        await Upstream.Start(Container, One, asked => [Message.Reply(asked, 5, [])]);
        Assert.Equal(5, Message.Code(await Answer(Message.Ask("www.example"), One, Two)));
        Assert.Equal(2, Message.Code(await Answer(Message.Ask("www.example"), Two)));
    }

    [Fact]
    public async Task An_answer_that_is_too_long_for_a_datagram_is_fetched_by_tcp()
    {
        byte[][] many = [.. Enumerable.Range(1, 60).Select(number => Message.AddressRecord($"192.0.2.{number}"))];
        await Upstream.Start(Container, One, asked => [Message.Reply(asked, 0x0200, [])], asked => Message.Reply(asked, 0, many));

        var datagram = await Answer(Message.Ask("many.example"));
        Assert.True(Message.IsTruncated(datagram));
        Assert.InRange(datagram.Length, 12, 512);
        Assert.Equal(60, Message.Answers(await Answer(Message.Ask("many.example"), isDatagram: false, One)).Count);
        Assert.Equal(60, Message.Answers(await Answer(Message.Ask("many.example", ednsSize: 4096))).Count);
    }

    [Fact]
    public async Task A_client_that_speaks_edns_is_asked_for_with_it_and_another_without()
    {
        var upstream = await Upstream.Start(Container, One, Gives("192.0.2.80"));
        await Answer(Message.Ask("one.example", ednsSize: 65000));
        await Answer(Message.Ask("two.example"));
        Assert.Equal([0, 0, 41, 0x10, 0], upstream.Asked[0][^11..^6]);
        Assert.Equal(Message.Ask("two.example").Length, upstream.Asked[1].Length);
    }

    [Fact]
    public async Task An_answer_is_kept_for_as_long_as_it_says_and_grows_old()
    {
        var upstream = await Upstream.Start(Container, One, Gives("192.0.2.80", ttl: 30));
        await Answer(Message.Ask("www.example"));
        _clock.Advance(TimeSpan.FromSeconds(29));
        var kept = await Answer(Message.Ask("WWW.example", id: 99));
        Assert.Equal((99, 1u), (Message.Id(kept), Message.Answers(kept)[0].Ttl));
        Assert.Equal(Message.Name("WWW.example"), kept[12..25]);
        Assert.Single(upstream.Asked);

        _clock.Advance(TimeSpan.FromSeconds(1));
        await Answer(Message.Ask("www.example"));
        Assert.Equal(2, upstream.Asked.Count);
    }

    [Theory]
    [InlineData(10u, 300u, 9, true)]
    [InlineData(300u, 10u, 11, false)]
    public async Task That_there_is_nothing_is_kept_as_the_zone_says(uint ttl, uint minimum, int seconds, bool isKept)
    {
        var upstream = await Upstream.Start(Container, One, asked => [Message.Reply(asked, 3, [], [Message.SoaRecord(ttl, minimum)])]);
        await Answer(Message.Ask("www.example"));
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        await Answer(Message.Ask("www.example"));
        Assert.Equal(isKept ? 1 : 2, upstream.Asked.Count);
    }

    [Theory]
    [InlineData(0, 0u)] // not to be kept
    [InlineData(0, 0x80000000u)] // no time to live at all
    [InlineData(2, 60u)] // a failure
    public async Task Some_answers_are_not_kept(int code, uint ttl)
    {
        var upstream = await Upstream.Start(Container, One, asked => [Message.Reply(asked, code, [Message.AddressRecord("192.0.2.1", ttl)])]);
        await Answer(Message.Ask("www.example"));
        await Answer(Message.Ask("www.example"));
        Assert.Equal(2, upstream.Asked.Count);
    }

    [Fact]
    public async Task What_one_container_learnt_is_not_told_to_another()
    {
        var upstream = await Upstream.Start(Container, One, Gives("192.0.2.80"));
        await Answer(Message.Ask("www.example"));
        await _server.AnswerAsync(Asker([One]) with { Id = ContainerId.New() }, Message.Ask("www.example"), isDatagram: true, TestContext.Current.CancellationToken);
        Assert.Equal(2, upstream.Asked.Count);
    }

    [Fact]
    public async Task The_cache_forgets_what_was_used_longest_ago()
    {
        var upstream = await Upstream.Start(Container, One, Gives("192.0.2.80", ttl: 3000));
        await Answer(Message.Ask("first.example"));
        for (var i = 0; i < AnswerCache.MaxEntries; i++)
        {
            await Answer(Message.Ask($"n{i}.example"));
            if (i == AnswerCache.MaxEntries / 2)
            {
                await Answer(Message.Ask("first.example"));
            }
        }

        var before = upstream.Asked.Count;
        await Answer(Message.Ask("first.example"));
        Assert.Equal(before, upstream.Asked.Count);
        await Answer(Message.Ask("n0.example"));
        Assert.Equal(before + 1, upstream.Asked.Count);
    }

    [Fact]
    public async Task Without_servers_of_its_own_a_container_asks_the_hosts_and_notices_when_they_change()
    {
        var file = Path.GetTempFileName();
        Container.SetUp("lo", "192.0.2.53/32");
        await Upstream.Start(Container, "192.0.2.53", Gives("192.0.2.1"));
        await File.WriteAllTextAsync(file, "# old\nsearch example\nnameserver\t192.0.2.53\nnameserver nonsense\n", TestContext.Current.CancellationToken);
        _server = new DnsServer([], _clock, file);
        Assert.Equal(["192.0.2.1"], Message.Addresses(await Answer(Message.Ask("www.example"), isDatagram: true)));

        Container.SetUp("lo", "192.0.2.54/32");
        await Upstream.Start(Container, "192.0.2.54", Gives("192.0.2.2"));
        await File.WriteAllTextAsync(file, "nameserver 192.0.2.54\n", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
        Assert.Equal(["192.0.2.2"], Message.Addresses(await Answer(Message.Ask("www.example"), isDatagram: true)));
        File.Delete(file);
    }

    private static Func<byte[], byte[][]> Gives(string address, uint ttl = 60) => asked => [Message.Reply(asked, 0, [Message.AddressRecord(address, ttl)])];

    private DnsAsker Asker(string[] servers) => new()
    {
        Id = KnownNames.Asker,
        Servers = servers.Length == 0 ? [] : Servers(servers),
        Open = (family, type) => Container.Run(() => new Socket(family, type, ProtocolType.Unspecified)),
    };

    // The same list for the same servers, as a container's settings are.
    private readonly Dictionary<string, IPAddress[]> _lists = [];

    private IPAddress[] Servers(string[] servers)
    {
        var key = string.Join(' ', servers);
        return _lists.TryGetValue(key, out var list) ? list : _lists[key] = [.. servers.Select(IPAddress.Parse)];
    }

    private Task<byte[]> Answer(byte[] query, params string[] servers) => Answer(query, isDatagram: true, servers.Length == 0 ? [One] : servers);

    private async Task<byte[]> Answer(byte[] query, bool isDatagram, params string[] servers) =>
        await _server.AnswerAsync(Asker(servers), query, isDatagram, TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("no answer");

    private sealed class ManualClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan time) => _ticks += time.Ticks;
    }
}
