using System.Text;
using Gantry.Docker.Http;

namespace Gantry.Docker.Tests.Http;

public sealed class RequestHeadTests
{
    [Fact]
    public void A_head_tells_its_route_and_where_its_upgrade_headers_are()
    {
        const string text = "POST /v1.44/exec/abc/start?x=1 HTTP/1.1\r\nHost: d\r\nconnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 29\r\n\r\n";

        var head = Parse(text);

        Assert.NotNull(head);
        Assert.Equal(("POST", "/v1.44/exec/abc/start"), (head.Method, head.Path));
        Assert.Equal(BodyLength.Of(29), head.Body);
        Assert.Equal(text.IndexOf("connection", StringComparison.Ordinal), head.ConnectionOffset);
        Assert.Equal(text.IndexOf("Upgrade: tcp", StringComparison.Ordinal), head.UpgradeOffset);
        Assert.True(head.AsksToUpgrade);
    }

    [Fact]
    public void A_head_without_a_length_has_no_body() =>
        Assert.Equal(BodyLength.Of(0), Parse("GET / HTTP/1.1\r\nHost: d\r\n\r\n")?.Body);

    [Fact]
    public void A_chunked_body_is_known_in_any_case() =>
        Assert.Equal(BodyLength.Chunked, Parse("PUT / HTTP/1.1\r\nTRANSFER-ENCODING:  Chunked \r\n\r\n")?.Body);

    [Theory]
    [InlineData("GET / HTTP/1.0\r\n\r\n")]
    [InlineData("GET /\r\n\r\n")]
    [InlineData("\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: +5\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 5, 5\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: d\r\n folded\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nno colon\r\n\r\n")]
    public void A_doubtful_head_is_left_to_the_server(string text) => Assert.Null(Parse(text));

    private static RequestHead? Parse(string text) => RequestHead.TryParse(Encoding.Latin1.GetBytes(text));
}
