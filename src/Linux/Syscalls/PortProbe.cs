using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    private const int IpV6Level = 41;
    private const int IpV6Only = 26;

    /// <summary>Whether a port could be bound, in the network namespace of the calling thread: <see cref="Errno.None"/>, or why not.</summary>
    /// <remarks>
    /// Asked without SO_REUSEADDR, so the answer counts every user of the port. Where the kernel has no such protocol (EPROTONOSUPPORT,
    /// ESOCKTNOSUPPORT), nobody can have its ports either.
    /// </remarks>
    public static unsafe Errno ProbePort(IpProtocol protocol, IPAddress address, ushort port)
    {
        var v6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        var family = v6 ? InternetAddress.FamilyV6 : InternetAddress.FamilyV4;
        var type = protocol == IpProtocol.Udp ? SocketType.Dgram : SocketType.Stream;
        using var socket = new FileDescriptor(SocketCall(family, (int)type | SocketCloseOnExec, (int)protocol));
        if (socket.IsInvalid)
        {
            return LastErrno;
        }

        if (v6)
        {
            SetSocketOption(socket, IpV6Level, IpV6Only, 1);
        }

        var name = new InternetAddress(address, port);
        return BindSocket(socket, (nint)(&name), v6 ? InternetAddress.LengthV6 : InternetAddress.LengthV4) == 0 ? Errno.None : LastErrno;
    }

    /// <summary>struct sockaddr_in6, whose first eight bytes, with the address in place of the flow label, are a struct sockaddr_in.</summary>
    [StructLayout(LayoutKind.Explicit, Size = LengthV6)]
    private unsafe struct InternetAddress
    {
        public const int FamilyV4 = 2;
        public const int FamilyV6 = 10;
        public const int LengthV4 = 16;
        public const int LengthV6 = 28;

        [FieldOffset(0)]
        private readonly ushort _family;

        [FieldOffset(2)]
        private readonly ushort _port;

        [FieldOffset(4)]
        private fixed byte _v4[4];

        [FieldOffset(8)]
        private fixed byte _v6[16];

        [FieldOffset(24)]
        private readonly uint _scope;

        public InternetAddress(IPAddress address, ushort port)
        {
            _port = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(port) : port;
            if (address.AddressFamily == AddressFamily.InterNetworkV6)
            {
                _family = FamilyV6;
                _scope = (uint)address.ScopeId;
                fixed (byte* bytes = _v6)
                {
                    address.TryWriteBytes(new Span<byte>(bytes, 16), out _);
                }
            }
            else
            {
                _family = FamilyV4;
                fixed (byte* bytes = _v4)
                {
                    address.TryWriteBytes(new Span<byte>(bytes, 4), out _);
                }
            }
        }
    }
}
