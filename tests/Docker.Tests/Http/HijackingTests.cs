using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Gantry.Docker.Tests.Http;

public sealed class HijackingTests
{
    private const string Upgrade = "Connection: Upgrade\r\nUpgrade: tcp\r\n";

    [Fact]
    public async Task An_upgrade_with_a_body_reaches_its_handler_and_what_follows_is_raw()
    {
        await using var server = await HijackingServer.StartAsync(HijackingServer.EchoRawAsync);

        var answer = await server.ExchangeAsync($"POST /take HTTP/1.1\r\nHost: d\r\n{Upgrade}Content-Length: 4\r\n\r\nbodyGET / HTTP/1.1\r\n\r\n");

        Assert.Equal("HTTP/1.1 101 UPGRADED\r\n\r\nbody=body;GET / HTTP/1.1\r\n\r\n;end", answer);
    }

    [Fact]
    public async Task Output_goes_on_after_the_client_has_ended_its_side()
    {
        await using var server = await HijackingServer.StartAsync(async (_, hijacking) =>
        {
            var pipe = hijacking.TakeOver();
            while (!(await pipe.Input.ReadAsync()).IsCompleted)
            {
                throw new InvalidOperationException("nothing but the end was sent");
            }

            for (var i = 0; i < 100; i++)
            {
                await pipe.Output.WriteAsync(new byte[100_000]);
            }
        });

        var answer = await server.ExchangeAsync($"POST /take HTTP/1.1\r\nHost: d\r\n{Upgrade}\r\n");

        Assert.Equal(10_000_000, answer.Length);
    }

    [Fact]
    public async Task A_chunked_body_is_read_to_its_end_and_no_further()
    {
        await using var server = await HijackingServer.StartAsync(HijackingServer.EchoRawAsync);

        var answer = await server.ExchangeAsync($"POST /take HTTP/1.1\r\nHost: d\r\n{Upgrade}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\nraw");

        Assert.EndsWith("body=abc;raw;end", answer);
    }

    [Fact]
    public async Task A_handler_that_does_not_take_over_answers_and_the_connection_serves_the_next_request()
    {
        await using var server = await HijackingServer.StartAsync((http, _) => http.Response.WriteAsync("refused"));

        var answer = await server.ExchangeAsync(
            $"POST /take HTTP/1.1\r\nHost: d\r\n{Upgrade}\r\nGET /after HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n", half: false);

        Assert.Contains("refused", answer);
        Assert.Contains("plain /after", answer);
        Assert.DoesNotContain("400", answer);
    }

    [Fact]
    public async Task Pipelined_requests_with_bodies_are_answered_in_order()
    {
        await using var server = await HijackingServer.StartAsync(HijackingServer.EchoRawAsync);

        var answer = await server.ExchangeAsync(
            "POST /a HTTP/1.1\r\nHost: d\r\nContent-Length: 3\r\n\r\none"
            + "POST /b HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntwo\r\n0\r\n\r\n"
            + $"POST /take HTTP/1.1\r\nHost: d\r\n{Upgrade}\r\nraw", half: false, until: "raw");

        Assert.Matches("(?s)plain /a one.*plain /b two.*body=;raw", answer);
    }

    [Fact]
    public async Task A_head_that_comes_byte_by_byte_is_understood()
    {
        await using var server = await HijackingServer.StartAsync(HijackingServer.EchoRawAsync);
        using var socket = server.Connect();
        foreach (var value in Encoding.Latin1.GetBytes($"POST /take HTTP/1.1\r\nHost: d\r\n{Upgrade}Content-Length: 2\r\n\r\nokraw"))
        {
            await socket.SendAsync(new[] { value });
        }

        socket.Shutdown(SocketShutdown.Send);

        Assert.EndsWith("body=ok;raw;end", await HijackingServer.ReadAsync(socket));
    }

    [Theory]
    [InlineData("POST /take HTTP/1.1\r\nHost: d\r\nBad\r\n\r\n")]
    [InlineData("nonsense\r\n\r\n")]
    public async Task Nonsense_is_refused_by_the_server(string request)
    {
        await using var server = await HijackingServer.StartAsync((_, _) => throw new InvalidOperationException("it came through"));

        Assert.StartsWith("HTTP/1.1 400", await server.ExchangeAsync(request));
    }

    [Fact]
    public async Task A_request_whose_body_ends_in_two_places_cannot_take_its_connection_over()
    {
        await using var server = await HijackingServer.StartAsync((_, hijacking) =>
        {
            Assert.Throws<InvalidOperationException>(hijacking.TakeOver);
            return Task.CompletedTask;
        });

        var answer = await server.ExchangeAsync("POST /take HTTP/1.1\r\nHost: d\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200", answer);
    }

    [Fact]
    public async Task A_head_over_the_limit_is_refused_by_the_server()
    {
        await using var server = await HijackingServer.StartAsync(HijackingServer.EchoRawAsync);

        var answer = await server.ExchangeAsync($"POST /take HTTP/1.1\r\nHost: d\r\nX: {new string('x', 70 * 1024)}\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 431", answer);
    }

    [Fact]
    public async Task A_plain_request_whose_client_leaves_is_aborted()
    {
        var aborted = new TaskCompletionSource();
        await using var waiting = await HijackingServer.StartPlainAsync(async http =>
        {
            http.RequestAborted.Register(aborted.SetResult);
            await aborted.Task;
        });

        using (var socket = waiting.Connect())
        {
            await socket.SendAsync("GET /wait HTTP/1.1\r\nHost: d\r\n\r\n"u8.ToArray());
        }

        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }
}
