using Gantry.Linux;
using Gantry.Linux.Sockets;

namespace Gantry.Runtime.Supervise;

/// <summary>The sockets that outlive the daemon: who connects while there is none waits in their backlogs.</summary>
internal sealed class ListeningSockets : IDisposable
{
    /// <summary>The number of the first descriptor a daemon inherits.</summary>
    /// <remarks>sd_listen_fds(3)</remarks>
    private const int First = 3;

    private readonly List<(ListenAddress Address, FileDescriptor Socket)> _sockets = [];

    /// <summary>For LISTEN_FDS and LISTEN_FDNAMES.</summary>
    public IReadOnlyList<string> Variables => [$"LISTEN_FDS={_sockets.Count}", $"LISTEN_FDNAMES={string.Join(':', _sockets.Select(socket => socket.Address.Name))}"];

    /// <summary>Binds them, in the places of what a process that is gone has left: the caller holds the instance's lock.</summary>
    /// <param name="wanted">In the order in which the daemon gets them.</param>
    /// <param name="group">The group of unix sockets; null leaves our own.</param>
    public static ListeningSockets Bind(IEnumerable<ListenAddress> wanted, uint? group)
    {
        var sockets = new ListeningSockets();
        try
        {
            foreach (var address in wanted)
            {
                sockets._sockets.Add((address, Bind(address, group)));
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
        foreach (var (address, socket) in _sockets)
        {
            socket.Dispose();
            if (address.Tcp is null)
            {
                File.Delete(address.Path);
            }
        }
    }

    private static FileDescriptor Bind(ListenAddress address, uint? group) =>
        address.Tcp is { } tcp ? ListeningSocket.BindTcp(tcp.Address, tcp.Port) : ListeningSocket.BindUnix(address.Path, group);
}
