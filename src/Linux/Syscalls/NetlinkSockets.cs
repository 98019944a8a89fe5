using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    private const int NetlinkFamily = 16;
    private const int RawCloseOnExec = 3 | 0x80000;
    private const int DoNotWait = 0x40;

    /// <summary>A bound netlink socket in the network namespace of the calling thread, where it stays whoever uses it.</summary>
    /// <param name="protocol">NETLINK_ROUTE is 0, NETLINK_NETFILTER is 12.</param>
    /// <remarks>netlink(7)</remarks>
    internal static unsafe FileDescriptor OpenNetlink(int protocol)
    {
        var socket = Open(CreateSocket(NetlinkFamily, RawCloseOnExec, protocol), "socket", "netlink");
        var address = new NetlinkAddress { Family = NetlinkFamily };
        try
        {
            Check(BindSocket(socket, (nint)(&address), sizeof(NetlinkAddress)), "bind", "netlink");
            return socket;
        }
        catch (LinuxException)
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sets an option of a netlink socket (level SOL_NETLINK) or of any socket (level SOL_SOCKET).</summary>
    internal static unsafe void SetSocketOption(FileDescriptor socket, int level, int option, int value) =>
        Check(SetOption(socket, level, option, (nint)(&value), sizeof(int)), "setsockopt");

    /// <summary>Sends one datagram.</summary>
    internal static void SendDatagram(FileDescriptor socket, ReadOnlySpan<byte> bytes)
    {
        while (SendBytes(socket, bytes, bytes.Length, 0) < 0)
        {
            if (LastErrno is not Errno.EINTR)
            {
                throw new LinuxException("send", LastErrno, "netlink");
            }
        }
    }

    /// <summary>Waits for one datagram; null where <paramref name="wait"/> is false and none is there.</summary>
    internal static int? ReceiveDatagram(FileDescriptor socket, Span<byte> buffer, bool wait)
    {
        while (true)
        {
            var count = ReceiveBytes(socket, buffer, buffer.Length, wait ? 0 : DoNotWait);
            switch (count < 0 ? LastErrno : Errno.None)
            {
                case Errno.None:
                    return (int)count;
                case Errno.EINTR:
                    continue;
                case Errno.EAGAIN when !wait:
                    return null;
                case var errno:
                    throw new LinuxException("recv", errno, "netlink");
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int CreateSocket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int BindSocket(FileDescriptor socket, nint address, int length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetOption(FileDescriptor socket, int level, int option, nint value, int length);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint SendBytes(FileDescriptor socket, ReadOnlySpan<byte> bytes, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint ReceiveBytes(FileDescriptor socket, Span<byte> buffer, nint length, int flags);

    private struct NetlinkAddress
    {
        public ushort Family;
        public ushort Padding;
        public uint Port;
        public uint Groups;
    }
}
