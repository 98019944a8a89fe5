using Gantry.Containers.Lifecycle;
using Gantry.Containers.Networks.Dns;
using Gantry.Containers.Networks.Dns.Messages;

namespace Gantry.Containers.Tests.Networks.Dns;

public sealed class DnsServerTests
{
    private readonly KnownNames _names = new()
    {
        ["web"] = ["172.18.0.2"],
        ["pool"] = ["172.18.0.3", "172.18.0.4", "172.18.0.5"],
        ["both"] = ["172.18.0.6", "fd00::6"],
        ["many"] = [.. Enumerable.Range(1, 40).Select(number => $"172.18.1.{number}")],
    };

    [Fact]
    public async Task A_name_is_answered_whatever_its_case_with_the_clients_number()
    {
        var answer = await Answer(Message.Ask("WEB", id: 0xBEEF));
        Assert.Equal(0xBEEF, Message.Id(answer));
        Assert.True(Message.IsResponse(answer));
        Assert.Equal(["172.18.0.2"], Message.Addresses(answer));
        Assert.Equal((Message.A, 600u), (Message.Answers(answer)[0].Type, Message.Answers(answer)[0].Ttl));
    }

    [Fact]
    public async Task Containers_of_one_alias_come_first_in_turn()
    {
        var firsts = new List<string>();
        var server = Server();
        for (var i = 0; i < 6; i++)
        {
            var addresses = Message.Addresses(await Answer(Message.Ask("pool"), server: server));
            Assert.Equal(["172.18.0.3", "172.18.0.4", "172.18.0.5"], addresses.Order());
            firsts.Add(addresses[0]);
        }

        Assert.Equal([2, 2, 2], firsts.GroupBy(first => first).Select(group => group.Count()));
    }

    [Theory]
    [InlineData("web", Message.Aaaa)]
    [InlineData("web", Message.Text)]
    [InlineData("web", 65)]
    public async Task A_name_without_such_a_record_exists_all_the_same(string name, ushort type)
    {
        var answer = await Answer(Message.Ask(name, type));
        Assert.Equal(0, Message.Code(answer));
        Assert.Empty(Message.Answers(answer));
    }

    [Fact]
    public async Task Each_version_has_its_own_records()
    {
        Assert.Equal(["172.18.0.6"], Message.Addresses(await Answer(Message.Ask("both"))));
        Assert.Equal(["fd00::6"], Message.Addresses(await Answer(Message.Ask("both", Message.Aaaa))));
    }

    [Theory]
    [InlineData("2.0.18.172.in-addr.arpa", "web.net")]
    [InlineData("6.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.IP6.ARPA", "both.net")]
    public async Task An_address_has_the_name_of_its_container(string reverse, string name)
    {
        var answer = Assert.Single(Message.Answers(await Answer(Message.Ask(reverse, Message.Pointer))));
        Assert.Equal(Message.Pointer, answer.Type);
        Assert.Equal(Message.Name(name), answer.Data);
    }

    [Theory]
    [InlineData("web.example")]
    [InlineData("9.0.18.172.in-addr.arpa")]
    [InlineData("300.0.18.172.in-addr.arpa")]
    [InlineData("18.172.in-addr.arpa")]
    public async Task What_is_not_known_here_fails_for_a_container_that_reaches_nobody(string name) =>
        Assert.Equal(2, Message.Code(await Answer(Message.Ask(name, Message.Pointer))));

    [Fact]
    public async Task An_answer_that_is_too_long_for_a_datagram_says_so_and_comes_whole_by_tcp()
    {
        var datagram = await Answer(Message.Ask("many"));
        Assert.True(Message.IsTruncated(datagram));
        Assert.InRange(datagram.Length, 400, 512);
        Assert.NotEmpty(Message.Answers(datagram));

        Assert.Equal(40, Message.Answers(await Answer(Message.Ask("many"), isDatagram: false)).Count);
        Assert.Equal(40, Message.Answers(await Answer(Message.Ask("many", ednsSize: 1232))).Count);
    }

    [Fact]
    public async Task A_client_of_a_later_edns_is_told_what_is_spoken()
    {
        byte[] query = Message.Ask("web", ednsSize: 1232);
        query[^5] = 1;
        var answer = await Answer(query);
        // The upper bits of code 16 are in the record at the end.
        Assert.Equal((0, 1), (Message.Code(answer), answer[^6]));
    }

    [Theory]
    [InlineData(1, new byte[] { 0, 0, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1 })] // two questions
    [InlineData(1, new byte[] { 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xC0, 12, 0, 1, 0, 1 })] // a loop
    [InlineData(1, new byte[] { 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 1, 0, 1 })] // more records than are there
    [InlineData(4, new byte[] { 0, 0, 0x10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1 })] // another operation
    public async Task What_cannot_be_answered_is_refused(int code, byte[] query)
    {
        var answer = await Answer(query);
        Assert.Equal(code, Message.Code(answer));
        Assert.Equal(12, answer.Length);
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0 })] // no header
    [InlineData(new byte[] { 0, 0, 0x81, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1 })] // an answer: two servers would never end
    public async Task What_is_no_query_is_not_answered(byte[] message) =>
        Assert.Null(await Server().AnswerAsync(KnownNames.AskerOnNoNetwork, message, isDatagram: true, TestContext.Current.CancellationToken));

    [Fact]
    public async Task The_first_zone_that_knows_a_name_answers()
    {
        var server = new DnsServer([new NothingThere("web"), new ContainerZone(_names)], TimeProvider.System);
        Assert.Equal(3, Message.Code(await Answer(Message.Ask("web"), server: server)));
        Assert.Equal(0, Message.Code(await Answer(Message.Ask("pool"), server: server)));
    }

    private DnsServer Server() => new([new ContainerZone(_names)], TimeProvider.System);

    private async Task<byte[]> Answer(byte[] query, bool isDatagram = true, DnsServer? server = null)
    {
        var answer = await (server ?? Server()).AnswerAsync(KnownNames.AskerOnNoNetwork, query, isDatagram, TestContext.Current.CancellationToken);
        return answer ?? throw new InvalidOperationException("no answer");
    }

    private sealed class NothingThere(string name) : IDnsZone
    {
        public ZoneAnswer? Answer(ContainerId asker, DnsQuestion question) => question.Name.ToString() == name ? ZoneAnswer.NoSuchName : null;
    }
}
