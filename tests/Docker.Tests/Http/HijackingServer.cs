using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using Gantry.Docker.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Gantry.Docker.Tests.Http;

/// <summary>A real server on a real socket: <c>POST /take</c> may take its connection over, everything else is plain HTTP.</summary>
internal sealed class HijackingServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"gantry-hijack-{Random.Shared.Next():x8}.sock");

    private HijackingServer(Func<HttpContext, Hijacking, Task> take, Func<HttpContext, Task> plain)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(
            _path, listen => Hijacking.Use(listen, (method, path) => method == "POST" && path.StartsWith("/take", StringComparison.Ordinal))));
        _application = builder.Build();
        _application.Run(async http =>
        {
            var hijacking = http.Features.Get<Hijacking>()!;
            try
            {
                await (http.Request.Path.StartsWithSegments("/take") ? take(http, hijacking) : plain(http));
            }
            finally
            {
                hijacking.EndRequest();
            }
        });
    }

    /// <summary>Starts it.</summary>
    /// <param name="take">What answers <c>/take</c>.</param>
    public static Task<HijackingServer> StartAsync(Func<HttpContext, Hijacking, Task> take) => StartAsync(new HijackingServer(take, EchoAsync));

    /// <summary>Starts it.</summary>
    /// <param name="plain">What answers everything but <c>/take</c>.</param>
    public static Task<HijackingServer> StartPlainAsync(Func<HttpContext, Task> plain) => StartAsync(new HijackingServer(EchoRawAsync, plain));

    /// <summary>Takes over, says so, and sends back what comes until there is no more; then a last word.</summary>
    public static async Task EchoRawAsync(HttpContext http, Hijacking hijacking)
    {
        using var body = new StreamReader(http.Request.Body);
        var said = await body.ReadToEndAsync();
        var pipe = hijacking.TakeOver();
        await WriteAsync(pipe.Output, $"HTTP/1.1 101 UPGRADED\r\n\r\nbody={said};");
        while (true)
        {
            var result = await pipe.Input.ReadAsync();
            foreach (var segment in result.Buffer)
            {
                await pipe.Output.WriteAsync(segment);
            }

            pipe.Input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                break;
            }
        }

        await WriteAsync(pipe.Output, ";end");
    }

    public Socket Connect()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(_path));
        return socket;
    }

    /// <summary>Sends a text, ends our side, and reads all that comes.</summary>
    /// <param name="text">What to send.</param>
    /// <param name="half">Whether to end our side.</param>
    /// <param name="until">Where the answer is long enough; null waits for the server to close.</param>
    public async Task<string> ExchangeAsync(string text, bool half = true, string? until = null)
    {
        using var socket = Connect();
        await socket.SendAsync(Encoding.Latin1.GetBytes(text));
        if (half)
        {
            socket.Shutdown(SocketShutdown.Send);
        }

        return await ReadAsync(socket, until);
    }

    /// <summary>Reads all that comes, or until it ends so.</summary>
    public static async Task<string> ReadAsync(Socket socket, string? until = null)
    {
        var answer = new StringBuilder();
        var buffer = new byte[64 * 1024];
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (await socket.ReceiveAsync(buffer, late.Token) is > 0 and var count)
        {
            answer.Append(Encoding.Latin1.GetString(buffer, 0, count));
            if (until is not null && answer.ToString().EndsWith(until, StringComparison.Ordinal))
            {
                break;
            }
        }

        return answer.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        File.Delete(_path);
    }

    private static async Task<HijackingServer> StartAsync(HijackingServer server)
    {
        await server._application.StartAsync();
        return server;
    }

    private static async Task EchoAsync(HttpContext http)
    {
        using var body = new StreamReader(http.Request.Body);
        await http.Response.WriteAsync($"plain {http.Request.Path} {await body.ReadToEndAsync()}");
    }

    private static async Task WriteAsync(PipeWriter output, string text) => await output.WriteAsync(Encoding.Latin1.GetBytes(text));
}
