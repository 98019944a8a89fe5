using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Sockets;

/// <summary>Makes sockets on which a daemon waits for its clients.</summary>
public static class ListeningSocket
{
    private const int Backlog = 4096;
    private const uint OwnerAndGroup = 0b110_110_000;
    private const uint Unchanged = uint.MaxValue;

    /// <summary>Binds a unix socket, in the place of what a process that is gone has left: the caller holds the lock of the folder.</summary>
    /// <param name="path">At most 107 bytes.</param>
    /// <param name="group">Who may connect beside the owner; null leaves the process's own group.</param>
    /// <exception cref="LinuxException">It cannot be bound.</exception>
    public static FileDescriptor BindUnix(string path, uint? group = null)
    {
        File.Delete(path);
        var socket = Kernel.UnixSocket();
        try
        {
            Kernel.BindUnix(socket, path);
            using (var entry = Kernel.Open(path, OpenFlags.PathOnly))
            {
                // Group first: nobody of another is to find it open.
                if (group is { } gid)
                {
                    Kernel.ChangeOwner(entry, Unchanged, gid);
                }

                Kernel.ChangeMode(entry, OwnerAndGroup);
            }

            Kernel.Listen(socket, Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Binds a TCP port.</summary>
    /// <param name="address">Of either version, without brackets.</param>
    /// <param name="port">1 to 65535; 0 takes one that is free.</param>
    /// <exception cref="LinuxException">EADDRINUSE: somebody listens there. EADDRNOTAVAIL: no interface has the address.</exception>
    public static FileDescriptor BindTcp(string address, int port)
    {
        var endpoint = new InternetEndpoint(address, port);
        var socket = Kernel.InternetSocket(InternetProtocol.Tcp, endpoint);
        try
        {
            Kernel.AllowReuse(socket);
            var errno = Kernel.TryBindInternet(socket, endpoint);
            if (errno != Errno.None)
            {
                throw new LinuxException("bind", errno, $"{address} port {port}");
            }

            Kernel.Listen(socket, Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
