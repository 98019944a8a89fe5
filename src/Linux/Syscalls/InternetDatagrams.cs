using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

/// <summary>The two ends of a datagram, for a socket that is bound to all addresses of the machine.</summary>
/// <param name="Peer">Who sent it, or is to have it.</param>
/// <param name="Local">The address of ours that it came to, or is to come from; its port says nothing.</param>
public readonly record struct DatagramPath(InternetEndpoint Peer, InternetEndpoint Local);

public static partial class Kernel
{
    private const int Version4Level = 0;
    private const int PacketInformation4 = 8;
    private const int ReceivePacketInformation6 = 49;
    private const int PacketInformation6 = 50;
    private const int PathControlSize = 64;

    /// <summary>Has a UDP socket tell which of the machine's addresses each datagram came to.</summary>
    /// <remarks>IP_PKTINFO in ip(7), IPV6_RECVPKTINFO in ipv6(7)</remarks>
    public static unsafe void TellLocalAddress(FileDescriptor socket, bool isVersion6)
    {
        var one = 1;
        var (level, option) = isVersion6 ? (Version6Level, ReceivePacketInformation6) : (Version4Level, PacketInformation4);
        Check(SetSocketOptionCall(socket.Number, level, option, &one, sizeof(int)), "setsockopt PKTINFO");
    }

    /// <summary>Receives one datagram and how it came, on a socket with <see cref="TellLocalAddress"/>.</summary>
    /// <returns>Its length; -1 with the errno. A longer datagram than the buffer is cut.</returns>
    public static unsafe int TryReceiveDatagram(FileDescriptor socket, Span<byte> buffer, out DatagramPath path, out Errno errno)
    {
        var address = stackalloc byte[InternetEndpoint.MaxSize];
        new Span<byte>(address, InternetEndpoint.MaxSize).Clear();
        var control = stackalloc byte[PathControlSize];
        fixed (byte* start = buffer)
        {
            var vector = new IoVector { Start = start, Length = buffer.Length };
            var message = new MessageHeader
            {
                Name = address, NameLength = InternetEndpoint.MaxSize, Vectors = &vector, VectorCount = 1, Control = control, ControlLength = PathControlSize,
            };
            var count = (int)Retry(&ReceiveMessageCall, socket, &message, MessageCloseOnExec);
            errno = count < 0 ? LastErrno : Errno.None;
            var peer = new InternetEndpoint(new ReadOnlySpan<byte>(address, InternetEndpoint.MaxSize));
            path = new DatagramPath(peer, count < 0 ? default : LocalAddress(message));
            return count;
        }
    }

    /// <summary>Sends one datagram from the address that the path names.</summary>
    /// <returns>Why it did not go.</returns>
    public static unsafe Errno TrySendDatagram(FileDescriptor socket, ReadOnlySpan<byte> datagram, DatagramPath path)
    {
        var control = stackalloc byte[PathControlSize];
        new Span<byte>(control, PathControlSize).Clear();
        fixed (byte* start = datagram)
        fixed (byte* address = path.Peer.Native)
        {
            var vector = new IoVector { Start = start, Length = datagram.Length };
            var message = new MessageHeader
            {
                Name = address, NameLength = (uint)path.Peer.Native.Length, Vectors = &vector, VectorCount = 1, Control = control,
                ControlLength = WriteLocalAddress((ControlHeader*)control, path.Local),
            };
            return Retry(&SendMessageCall, socket, &message, MessageNoSignal) < 0 ? LastErrno : Errno.None;
        }
    }

    private static unsafe InternetEndpoint LocalAddress(MessageHeader message)
    {
        var header = (ControlHeader*)message.Control;
        if (message.ControlLength < sizeof(ControlHeader))
        {
            return default;
        }

        return (header->Level, header->Type) switch
        {
            (Version4Level, PacketInformation4) => InternetEndpoint.OfAddress(new ReadOnlySpan<byte>(&((PacketInformation*)(header + 1))->Source, sizeof(uint))),
            (Version6Level, PacketInformation6) => InternetEndpoint.OfAddress(new ReadOnlySpan<byte>(header + 1, InternetEndpoint.AddressSize6)),
            _ => default,
        };
    }

    // The interface stays open: the route to the peer decides it, and where an address needs one, the peer's endpoint names it.
    private static unsafe nint WriteLocalAddress(ControlHeader* header, InternetEndpoint local)
    {
        var address = local.Address;
        if (address.IsEmpty)
        {
            return 0;
        }

        (header->Level, header->Type) = local.IsVersion6 ? (Version6Level, PacketInformation6) : (Version4Level, PacketInformation4);
        var information = local.IsVersion6 ? InternetEndpoint.AddressSize6 + sizeof(int) : sizeof(PacketInformation);
        header->Length = sizeof(ControlHeader) + information;
        var target = local.IsVersion6 ? (byte*)(header + 1) : (byte*)&((PacketInformation*)(header + 1))->Source;
        address.CopyTo(new Span<byte>(target, address.Length));
        return (sizeof(ControlHeader) + information + sizeof(long) - 1) / sizeof(long) * sizeof(long);
    }

    /// <remarks>struct in_pktinfo in ip(7)</remarks>
    [StructLayout(LayoutKind.Sequential)]
    private struct PacketInformation
    {
        public int Interface;
        public uint Source;
        public uint Destination;
    }
}
