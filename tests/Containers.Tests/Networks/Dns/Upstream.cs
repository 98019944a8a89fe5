using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Gantry.Containers.Tests.Networks.Dns;

/// <summary>A name server on a machine, with a script for an answer.</summary>
internal sealed class Upstream
{
    private readonly ConcurrentQueue<byte[]> _asked = new();
    private readonly Func<byte[], byte[][]> _byDatagram;

    private Upstream(Func<byte[], byte[][]> byDatagram) => _byDatagram = byDatagram;

    /// <summary>The questions that came, in their order.</summary>
    public IReadOnlyList<byte[]> Asked => [.. _asked];

    public static async Task<Upstream> Start(Machine machine, string address, Func<byte[], byte[][]> byDatagram, Func<byte[], byte[]>? byStream = null)
    {
        var upstream = new Upstream(byDatagram);
        var place = new IPEndPoint(IPAddress.Parse(address), 53);
        var datagrams = await machine.Open(SocketType.Dgram, ProtocolType.Udp);
        datagrams.Bind(place);
        _ = upstream.AnswerDatagrams(datagrams);
        if (byStream is not null)
        {
            var listening = await machine.Open(SocketType.Stream, ProtocolType.Tcp);
            listening.Bind(place);
            listening.Listen();
            _ = AnswerStreams(listening, byStream);
        }

        return upstream;
    }

    private async Task AnswerDatagrams(Socket socket)
    {
        var buffer = new byte[4096];
        while (true)
        {
            var received = await socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
            var asked = buffer[..received.ReceivedBytes];
            _asked.Enqueue(asked);
            foreach (var answer in _byDatagram(asked))
            {
                await socket.SendToAsync(answer, received.RemoteEndPoint);
            }
        }
    }

    private static async Task AnswerStreams(Socket listening, Func<byte[], byte[]> answer)
    {
        while (true)
        {
            using var socket = await listening.AcceptAsync();
            await using var stream = new NetworkStream(socket);
            var head = new byte[2];
            await stream.ReadExactlyAsync(head);
            var asked = new byte[BinaryPrimitives.ReadUInt16BigEndian(head)];
            await stream.ReadExactlyAsync(asked);
            var reply = answer(asked);
            await stream.WriteAsync((byte[])[.. Message.Short(reply.Length), .. reply]);
        }
    }
}
