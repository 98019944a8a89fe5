using System.Buffers.Binary;
using System.Net.Sockets;
using Gantry.Containers.Handover;
using Gantry.Linux;

namespace Gantry.App.Handover;

/// <summary>The process from which this one takes over, as it was started to do. It is reached by one more of the sockets that were given.</summary>
internal sealed class Predecessor : IDisposable
{
    /// <summary>The channel's name among the sockets of LISTEN_FDNAMES.</summary>
    public const string ChannelName = "handover";

    public const byte Prepared = (byte)'P';
    public const byte Ready = (byte)'R';

    // Some thousand containers with all that can be known of them.
    private const int MaxMemory = 256 * 1024 * 1024;

    private readonly Socket _channel;

    private Predecessor(Socket channel) => _channel = channel;

    /// <summary>Null where this process was started by nobody but a supervisor or a user.</summary>
    public static Predecessor? Find(IReadOnlyDictionary<string, FileDescriptor> inherited) =>
        inherited.TryGetValue(ChannelName, out var channel) ? new Predecessor(new Socket(new SafeSocketHandle(channel.Release(), ownsHandle: true))) : null;

    /// <summary>Says that all is prepared, and waits until the other has let go of the root.</summary>
    /// <returns>What it knew.</returns>
    /// <exception cref="IOException">It stays, or is gone: this process has nothing to do.</exception>
    public EngineMemory AwaitTurn()
    {
        _channel.Send([Prepared]);
        Span<byte> header = stackalloc byte[sizeof(int)];
        Receive(header);
        var length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (length is < 0 or > MaxMemory)
        {
            throw new IOException($"the engine before this one tells of {length} bytes");
        }

        var json = new byte[length];
        Receive(json);
        return EngineMemory.Parse(json);
    }

    /// <summary>Says that this process serves. The other may be gone by now.</summary>
    public void TellReady()
    {
        try
        {
            _channel.Send([Ready]);
        }
        catch (SocketException)
        {
            // Nobody waits for it any more.
        }
    }

    public void Dispose() => _channel.Dispose();

    private void Receive(Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var count = _channel.Receive(bytes);
            if (count == 0)
            {
                throw new IOException("the engine before this one goes on, or ended without handing over");
            }

            bytes = bytes[count..];
        }
    }
}
