using System.Text;
using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.ShimProtocol;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Tests.Shim;

/// <summary>A frame that a shim has sent.</summary>
internal sealed record Frame(FrameKind Kind, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>One connection to a shim, as a daemon has it. Everything waits, at most <see cref="PatienceMilliseconds"/>.</summary>
internal sealed class ShimClient : IDisposable
{
    private const int PatienceMilliseconds = 20_000;

    private readonly FileDescriptor _socket = Kernel.UnixSocket();

    private ShimClient()
    {
    }

    /// <summary>Connects and greets nobody.</summary>
    public static ShimClient ConnectSilently(string path)
    {
        var client = new ShimClient();
        Kernel.ConnectUnix(client._socket, path);
        return client;
    }

    public static ShimClient Connect(string path, int version = ProtocolVersion.Current)
    {
        var client = ConnectSilently(path);
        client.Send(FrameKind.Hello, new Hello { Version = version, Pid = Environment.ProcessId });
        Assert.Equal(ProtocolVersion.Current, Hello.Read(client.Receive(FrameKind.Hello).Body).Version);
        return client;
    }

    public void Send(FrameKind kind, IMessage? message = null)
    {
        var writer = new MessageWriter();
        message?.Write(writer);
        SendBytes(kind, writer.Written.Span);
    }

    public void SendBytes(FrameKind kind, ReadOnlySpan<byte> body)
    {
        var frame = new byte[FrameHeader.Size + body.Length];
        new FrameHeader(kind, body.Length).Write(frame);
        body.CopyTo(frame.AsSpan(FrameHeader.Size));
        SendRaw(frame);
    }

    public void SendRaw(ReadOnlySpan<byte> bytes) => Kernel.SendAll(_socket, bytes);

    public void Input(string text) => SendBytes(FrameKind.Stdin, Encoding.UTF8.GetBytes(text));

    /// <summary>Sends what the shim will take within a time, and tells how much that was.</summary>
    public int InputUntilRefused(byte[] chunk, int milliseconds)
    {
        Kernel.SetNonBlocking(_socket);
        var frame = new byte[FrameHeader.Size + chunk.Length];
        new FrameHeader(FrameKind.Stdin, chunk.Length).Write(frame);
        chunk.CopyTo(frame, FrameHeader.Size);
        var sent = 0;
        while (Kernel.Poll([new PollEntry(_socket, PollEvents.Writable)], milliseconds) > 0)
        {
            sent += Math.Max(Kernel.TryWrite(_socket, frame.AsSpan(sent % frame.Length), out _), 0);
        }

        return sent;
    }

    /// <summary>The next frame; null when the shim has closed the connection.</summary>
    public Frame? Receive()
    {
        var head = new byte[FrameHeader.Size];
        if (!Fill(head))
        {
            return null;
        }

        var header = FrameHeader.Read(head);
        var body = new byte[header.BodyLength];
        Assert.True(Fill(body), "the shim closed the connection within a frame");
        return new Frame(header.Kind, body);
    }

    public Frame Receive(FrameKind kind)
    {
        var frame = Receive();
        Assert.True(frame is not null, $"the shim closed the connection where {kind} was due");
        Assert.True(frame.Kind == kind, frame.Kind == FrameKind.Failed ? $"{kind} was due: {Failed.Read(frame.Body).Reason}" : $"{kind} was due and not {frame.Kind}");
        return frame;
    }

    public Frame Ask(FrameKind request, IMessage? message, FrameKind reply)
    {
        Send(request, message);
        return Receive(reply);
    }

    public void Do(FrameKind request, IMessage? message = null) => Ask(request, message, FrameKind.Done);

    public string Refused(FrameKind request, IMessage? message = null) => Failed.Read(Ask(request, message, FrameKind.Failed).Body).Reason;

    public ShimStatus Status() => ShimStatus.Read(Ask(FrameKind.GetStatus, null, FrameKind.Status).Body);

    public ProcessExit AwaitExit() => ProcessExit.Read(Receive(FrameKind.Exited).Body);

    /// <summary>Reads output until it contains a text.</summary>
    public string OutputUntil(string text)
    {
        var output = new StringBuilder();
        while (!output.ToString().Contains(text, StringComparison.Ordinal))
        {
            output.Append(Receive(FrameKind.Stdout).Text);
        }

        return output.ToString();
    }

    /// <summary>Reads all output up to the end.</summary>
    public (string Stdout, string Stderr, ProcessExit Exit) OutputToEnd()
    {
        var outputs = new Dictionary<FrameKind, MemoryStream> { [FrameKind.Stdout] = new(), [FrameKind.Stderr] = new() };
        while (Receive() is { } frame)
        {
            if (frame.Kind == FrameKind.StreamEnd)
            {
                return (Text(FrameKind.Stdout), Text(FrameKind.Stderr), ProcessExit.Read(frame.Body));
            }

            outputs[frame.Kind].Write(frame.Body);
        }

        throw new InvalidDataException("the shim closed the connection before the streams' end");

        string Text(FrameKind kind) => Encoding.UTF8.GetString(outputs[kind].ToArray());
    }

    public void Dispose() => _socket.Dispose();

    private bool Fill(Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            if (Kernel.Poll([new PollEntry(_socket, PollEvents.Readable)], PatienceMilliseconds) == 0)
            {
                throw new TimeoutException("the shim says nothing");
            }

            var count = Kernel.TryRead(_socket, target, out _);
            if (count <= 0)
            {
                return false;
            }

            target = target[count..];
        }

        return true;
    }
}
