using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.App.Sockets;

/// <summary>A listening unix socket of our own.</summary>
internal static class UnixListener
{
    private const int Backlog = 512;
    private const uint OwnerAndGroup = 0b110_110_000;

    /// <summary>Binds it, in the place of what a process that is gone has left: the caller holds the root's lock.</summary>
    public static FileDescriptor Bind(string path)
    {
        File.Delete(path);
        var socket = Kernel.UnixSocket();
        Kernel.BindUnix(socket, path);
        using (var entry = Kernel.Open(path, OpenFlags.PathOnly))
        {
            Kernel.ChangeMode(entry, OwnerAndGroup);
        }

        Kernel.Listen(socket, Backlog);
        return socket;
    }
}
