using Gantry.Linux;
using Gantry.Linux.Namespaces;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Networks;

/// <summary>Keeps the instances of one host from choosing the same subnet, or from switching forwarding off under each other.</summary>
/// <remarks>
/// An abstract unix address: it is taken by one at a time, within the network namespace that the instances share and no further, and is
/// free again when its process dies.
/// </remarks>
internal sealed class HostLock : IDisposable
{
    private const string Address = "@gantry-networks";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly FileDescriptor _socket;

    private HostLock(FileDescriptor socket) => _socket = socket;

    /// <summary>Waits until no other instance has it; each has it for some milliseconds.</summary>
    public static async Task<HostLock> TakeAsync(NamespaceThread host, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await host.Run(TryTake) is { } taken)
            {
                return taken;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    public void Dispose() => _socket.Dispose();

    private static HostLock? TryTake()
    {
        var candidate = Kernel.UnixSocket();
        try
        {
            Kernel.BindUnix(candidate, Address);
            return new HostLock(candidate);
        }
        catch (LinuxException error) when (error.Errno == Errno.EADDRINUSE)
        {
            candidate.Dispose();
            return null;
        }
    }
}
