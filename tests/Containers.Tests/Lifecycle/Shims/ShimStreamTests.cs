using System.Net.Sockets;
using System.Text;
using Gantry.Containers.Lifecycle.Shims;
using Gantry.ShimProtocol;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Containers.Tests.Lifecycle.Shims;

public sealed class ShimStreamTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Socket _shim = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public ShimStreamTests()
    {
        _shim.Bind(new UnixDomainSocketEndPoint(Address));
        _shim.Listen();
    }

    private string Address => Path.Combine(_folder.Path, "shim.sock");

    [Fact]
    public async Task Output_that_ends_is_at_its_end()
    {
        await using var stream = await Attach(Frame(FrameKind.Stdout, "all"), Frame(FrameKind.StreamEnd));
        Assert.NotNull(await stream.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Null(await stream.ReadAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Output_that_breaks_off_is_told_from_one_that_ends()
    {
        await using var stream = await Attach(Frame(FrameKind.Stdout, "some"));
        Assert.NotNull(await stream.ReadAsync(TestContext.Current.CancellationToken));
        var broken = await Assert.ThrowsAsync<ShimException>(async () => await stream.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal("the container's shim broke off before the end of the output", broken.Message);
    }

    [Fact]
    public async Task Output_that_breaks_off_inside_a_piece_is_told_from_one_that_ends()
    {
        await using var stream = await Attach(Frame(FrameKind.Stdout, "half of it")[..^5]);
        await Assert.ThrowsAsync<ShimException>(async () => await stream.ReadAsync(TestContext.Current.CancellationToken));
    }

    public void Dispose()
    {
        _shim.Dispose();
        _folder.Dispose();
    }

    /// <summary>Joins a shim that says these things and dies.</summary>
    private async Task<ShimStream> Attach(params byte[][] said)
    {
        var attaching = ShimStream.AttachAsync(Address, new AttachStreams { Stdout = true }, TestContext.Current.CancellationToken);
        using var connection = await _shim.AcceptAsync(TestContext.Current.CancellationToken);

        // Read before it is closed, or the close would be a reset.
        await connection.ReceiveAsync(new byte[4096], TestContext.Current.CancellationToken);
        await connection.SendAsync(Frame(FrameKind.Done), TestContext.Current.CancellationToken);
        var stream = await attaching;
        foreach (var frame in said)
        {
            await connection.SendAsync(frame, TestContext.Current.CancellationToken);
        }

        return stream;
    }

    private static byte[] Frame(FrameKind kind, string body = "")
    {
        var bytes = new byte[FrameHeader.Size + body.Length];
        new FrameHeader(kind, body.Length).Write(bytes);
        Encoding.ASCII.GetBytes(body, bytes.AsSpan(FrameHeader.Size));
        return bytes;
    }
}
