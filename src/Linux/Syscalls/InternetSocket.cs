using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

/// <summary>What carries the bytes of an internet socket.</summary>
public enum InternetProtocol
{
    Tcp,
    Udp,
    Sctp,
}

public static partial class Kernel
{
    private const int SctpNumber = 132;
    private const int SocketError = 4;
    private const int ReuseAddress = 2;
    private const int Version6Level = 41;
    private const int Version6Only = 26;

    /// <summary>A socket of the endpoint's version. Of IPv6 only, where it is that: the same port may be bound for IPv4 by another.</summary>
    /// <exception cref="LinuxException">EPROTONOSUPPORT: the kernel has no SCTP.</exception>
    public static unsafe FileDescriptor InternetSocket(InternetProtocol protocol, InternetEndpoint endpoint, SocketFlags flags = SocketFlags.None)
    {
        var type = protocol == InternetProtocol.Udp ? UnixSocketType.Datagram : UnixSocketType.Stream;
        var number = protocol == InternetProtocol.Sctp ? SctpNumber : 0;
        var socket = Open(SocketCall(endpoint.Family, (int)type | (int)flags | SocketCloseOnExec, number), "socket");
        if (endpoint.IsVersion6)
        {
            var one = 1;
            Check(SetSocketOptionCall(socket.Number, Version6Level, Version6Only, &one, sizeof(int)), "setsockopt IPV6_V6ONLY");
        }

        return socket;
    }

    /// <summary>Lets a TCP port be listened on although connections of its past are not yet forgotten. It stays impossible where somebody listens.</summary>
    /// <remarks>SO_REUSEADDR in socket(7)</remarks>
    public static unsafe void AllowReuse(FileDescriptor socket)
    {
        var one = 1;
        Check(SetSocketOptionCall(socket.Number, SocketLevel, ReuseAddress, &one, sizeof(int)), "setsockopt SO_REUSEADDR");
    }

    /// <summary>Gives the socket an address.</summary>
    /// <returns>EADDRINUSE: somebody has it. EADDRNOTAVAIL: no interface has that address.</returns>
    public static unsafe Errno TryBindInternet(FileDescriptor socket, InternetEndpoint endpoint)
    {
        fixed (byte* address = endpoint.Native)
        {
            return BindCall(socket.Number, (UnixAddress*)address, endpoint.Native.Length) < 0 ? LastErrno : Errno.None;
        }
    }

    /// <summary>Connects, or on a socket that does not block, begins to.</summary>
    /// <returns>EINPROGRESS: the socket becomes writable when it is decided; ask <see cref="PendingError"/> then.</returns>
    public static unsafe Errno TryConnectInternet(FileDescriptor socket, InternetEndpoint endpoint)
    {
        fixed (byte* address = endpoint.Native)
        {
            return ConnectCall(socket.Number, (UnixAddress*)address, endpoint.Native.Length) < 0 ? LastErrno : Errno.None;
        }
    }

    /// <summary>Takes the error that a socket has kept, such as that of a connection that failed.</summary>
    /// <remarks>SO_ERROR in socket(7)</remarks>
    public static unsafe Errno PendingError(FileDescriptor socket)
    {
        int error;
        var length = (uint)sizeof(int);
        Check(GetSocketOptionCall(socket.Number, SocketLevel, SocketError, &error, &length), "getsockopt SO_ERROR");
        return (Errno)error;
    }

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static unsafe partial int SetSocketOptionCall(int socket, int level, int option, void* value, uint length);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    private static unsafe partial int GetSocketOptionCall(int socket, int level, int option, void* value, uint* length);
}
