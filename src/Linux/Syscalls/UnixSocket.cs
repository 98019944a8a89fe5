using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

/// <summary>What a unix socket carries: bytes, or whole messages.</summary>
/// <remarks>socket(2)</remarks>
public enum UnixSocketType
{
    Stream = 1,
    Datagram = 2,

    /// <summary>A connection that keeps the bounds of messages.</summary>
    SequencedPacket = 5,
}

/// <summary>Which half of a connection shutdown(2) ends.</summary>
public enum ShutdownSide
{
    Receiving = 0,
    Sending = 1,
    Both = 2,
}

/// <summary>Flags of socket(2) beside its type; close-on-exec is always set.</summary>
[Flags]
public enum SocketFlags
{
    None = 0,
    NonBlocking = 0x800,
}

public static partial class Kernel
{
    private const int UnixFamily = 1;
    private const int SocketCloseOnExec = 0x80000;

    public static FileDescriptor UnixSocket(UnixSocketType type = UnixSocketType.Stream, SocketFlags flags = SocketFlags.None) =>
        Open(SocketCall(UnixFamily, (int)type | (int)flags | SocketCloseOnExec, 0), "socket");

    /// <summary>Two connected sockets.</summary>
    /// <remarks>socketpair(2)</remarks>
    public static unsafe (FileDescriptor First, FileDescriptor Second) UnixSocketPair(
        UnixSocketType type = UnixSocketType.Stream, SocketFlags flags = SocketFlags.None)
    {
        var pair = stackalloc int[2];
        Check(SocketPairCall(UnixFamily, (int)type | (int)flags | SocketCloseOnExec, 0, pair), "socketpair");
        return (new FileDescriptor(pair[0]), new FileDescriptor(pair[1]));
    }

    /// <summary>
    /// Gives the socket a path, or with a leading <c>@</c> an abstract name. A path of any length will do, so long as its last name is
    /// short.
    /// </summary>
    /// <exception cref="LinuxException">EADDRINUSE: the path exists, even if nobody listens there.</exception>
    public static unsafe void BindUnix(FileDescriptor socket, string path)
    {
        using var directory = ShortenedBy(path, out var shorter);
        var address = new UnixAddress(shorter);
        Check(BindCall(socket.Number, &address, address.Length), "bind", path);
    }

    public static void Listen(FileDescriptor socket, int backlog = 128) => Check(ListenCall(socket.Number, backlog), "listen");

    /// <summary>Connects to the socket at a path of any length.</summary>
    /// <exception cref="LinuxException">ECONNREFUSED: the path is there and nobody listens. ENOENT: it is not there.</exception>
    public static void ConnectUnix(FileDescriptor socket, string path)
    {
        var errno = TryConnectUnix(socket, path);
        if (errno != Errno.None)
        {
            throw new LinuxException("connect", errno, path);
        }
    }

    /// <summary>As <see cref="ConnectUnix"/>, answering with the errno of the connection.</summary>
    public static unsafe Errno TryConnectUnix(FileDescriptor socket, string path)
    {
        using var directory = ShortenedBy(path, out var shorter);
        var address = new UnixAddress(shorter);

        // A connect cut short by a signal has not happened on a unix socket, so it may be made again.
        int result;
        do
        {
            result = ConnectCall(socket.Number, &address, address.Length);
        }
        while (result < 0 && LastErrno == Errno.EINTR);
        return result < 0 ? LastErrno : Errno.None;
    }

    /// <summary>Waits for the next connection.</summary>
    public static FileDescriptor Accept(FileDescriptor socket, SocketFlags flags = SocketFlags.None) =>
        TryAccept(socket, out var errno, flags) ?? throw new LinuxException("accept4", errno);

    /// <summary>As <see cref="Accept"/>, with null and the errno where there is none: EAGAIN on a socket that does not block.</summary>
    public static FileDescriptor? TryAccept(FileDescriptor socket, out Errno errno, SocketFlags flags = SocketFlags.None)
    {
        int result;
        do
        {
            result = AcceptCall(socket.Number, 0, 0, (int)flags | SocketCloseOnExec);
            errno = result < 0 ? LastErrno : Errno.None;
        }
        // ECONNABORTED: a client that left while it was queued is no reason to stop serving the others.
        while (errno is Errno.EINTR or Errno.ECONNABORTED);
        return result < 0 ? null : new FileDescriptor(result);
    }

    public static void Shutdown(FileDescriptor socket, ShutdownSide side) => Check(ShutdownCall(socket.Number, (int)side), "shutdown");

    // The kernel follows symbolic links here, so for a long path the open directory stands in for its own name.
    private static FileDescriptor? ShortenedBy(string path, out string shorter)
    {
        shorter = path;
        if (UnixAddress.Fits(path) || Path.GetDirectoryName(path) is not { Length: > 0 } parent)
        {
            return null;
        }

        var directory = Open(parent, OpenFlags.PathOnly | DirectoryOnly);
        shorter = $"{directory.ProcPath}/{Path.GetFileName(path)}";
        return directory;
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int SocketCall(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    private static unsafe partial int SocketPairCall(int family, int type, int protocol, int* pair);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static unsafe partial int BindCall(int socket, UnixAddress* address, int length);

    [LibraryImport("libc", EntryPoint = "listen", SetLastError = true)]
    private static partial int ListenCall(int socket, int backlog);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static unsafe partial int ConnectCall(int socket, UnixAddress* address, int length);

    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    private static partial int AcceptCall(int socket, nint address, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
    private static partial int ShutdownCall(int socket, int side);
}
