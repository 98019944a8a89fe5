using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using Gantry.Containers.Networks.Dns.Messages;

namespace Gantry.Containers.Networks.Dns.Forwarding;

/// <summary>Asks one server one question.</summary>
/// <param name="open">Opens a socket where the server can be reached.</param>
/// <param name="server">Whom to ask.</param>
/// <param name="query">The client's.</param>
internal sealed class UpstreamExchange(Func<AddressFamily, SocketType, Task<Socket>> open, UpstreamServer server, DnsQuery query)
{
    /// <summary>By UDP, and by TCP where that is too short for the answer.</summary>
    /// <exception cref="SocketException">The server cannot be reached.</exception>
    /// <exception cref="IOException">It hung up, or talks nonsense.</exception>
    public async Task<UpstreamReply> AskAsync(CancellationToken cancellationToken)
    {
        // A port and a number that nobody can guess (RFC 5452): the kernel chooses the port, and takes answers only from the server's address.
        var id = BinaryPrimitives.ReadUInt16LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ushort)));
        var question = ResponseWriter.Ask(query, id);
        var reply = await AskByDatagramAsync(id, question, cancellationToken);
        return reply.Header.IsTruncated ? await AskByStreamAsync(id, question, cancellationToken) : reply;
    }

    private async Task<UpstreamReply> AskByDatagramAsync(ushort id, byte[] question, CancellationToken cancellationToken)
    {
        using var socket = await open(server.Endpoint.AddressFamily, SocketType.Dgram);
        await socket.ConnectAsync(server.Endpoint, cancellationToken);
        await socket.SendAsync(question, cancellationToken);
        var buffer = new byte[EdnsOptions.MaxPayload];
        while (true)
        {
            var length = await socket.ReceiveAsync(buffer, cancellationToken);
            if (UpstreamReply.TryRead(buffer[..length], id, query.Question) is { } reply)
            {
                return reply;
            }
        }
    }

    private async Task<UpstreamReply> AskByStreamAsync(ushort id, byte[] question, CancellationToken cancellationToken)
    {
        using var socket = await open(server.Endpoint.AddressFamily, SocketType.Stream);
        await socket.ConnectAsync(server.Endpoint, cancellationToken);
        await using var stream = new NetworkStream(socket, ownsSocket: false);
        await stream.WriteAsync(MessageFraming.Frame(question), cancellationToken);
        var answer = await MessageFraming.ReadAsync(stream, cancellationToken) ?? throw new EndOfStreamException("the name server hung up");
        return UpstreamReply.TryRead(answer, id, query.Question) ?? throw new InvalidDataException("the name server answers something else");
    }
}
