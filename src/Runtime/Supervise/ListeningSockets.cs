using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Supervise;

/// <summary>The sockets that outlive the daemon: who connects while there is none waits in their backlogs.</summary>
internal sealed class ListeningSockets : IDisposable
{
    /// <summary>The number of the first descriptor a daemon inherits.</summary>
    /// <remarks>sd_listen_fds(3)</remarks>
    private const int First = 3;
    private const int Backlog = 4096;
    private const uint OwnerAndGroup = 0x1B0; // 0660

    private readonly List<(string Name, string Path, FileDescriptor Socket)> _sockets = [];

    /// <summary>For LISTEN_FDS and LISTEN_FDNAMES.</summary>
    public IReadOnlyList<string> Variables => [$"LISTEN_FDS={_sockets.Count}", $"LISTEN_FDNAMES={string.Join(':', _sockets.Select(socket => socket.Name))}"];

    /// <summary>Binds them, in the places of what a process that is gone has left: the caller holds the instance's lock.</summary>
    public static ListeningSockets Bind(IEnumerable<(string Name, string Path)> wanted)
    {
        var sockets = new ListeningSockets();
        try
        {
            foreach (var (name, path) in wanted)
            {
                sockets._sockets.Add((name, path, Bind(path)));
            }

            return sockets;
        }
        catch
        {
            sockets.Dispose();
            throw;
        }
    }

    /// <summary>Adds them to what a daemon inherits.</summary>
    public void AddTo(Dictionary<int, FileDescriptor> descriptors)
    {
        for (var index = 0; index < _sockets.Count; index++)
        {
            descriptors[First + index] = _sockets[index].Socket;
        }
    }

    public void Dispose()
    {
        foreach (var (_, path, socket) in _sockets)
        {
            socket.Dispose();
            File.Delete(path);
        }
    }

    private static FileDescriptor Bind(string path)
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
