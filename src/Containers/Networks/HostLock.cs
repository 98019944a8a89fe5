using Gantry.Linux;
using Gantry.Linux.Namespaces;
using Gantry.Linux.Syscalls;
using Microsoft.Extensions.Logging;

namespace Gantry.Containers.Networks;

/// <summary>Keeps the instances of one host from choosing the same subnet, or from switching forwarding off under each other.</summary>
/// <remarks>
/// An abstract unix address: it is taken by one at a time, within the network namespace that the instances share and no further, and is
/// free again when its process dies. But any user of the machine can take it, so it is not waited for without end: what it protects from is
/// rarer than what it would then let somebody do to us.
/// </remarks>
internal sealed partial class HostLock : IDisposable
{
    private const string Address = "@gantry-networks";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly FileDescriptor? _socket;

    private HostLock(FileDescriptor? socket) => _socket = socket;

    /// <summary>Waits until no other instance has it; each has it for some milliseconds. After some seconds it goes on without.</summary>
    public static async Task<HostLock> TakeAsync(NamespaceThread host, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        for (var start = time.GetTimestamp(); time.GetElapsedTime(start) < Patience;)
        {
            if (await host.Run(TryTake) is { } taken)
            {
                return taken;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }

        LogWithout(logger, Address, Patience);
        return new HostLock(null);
    }

    public void Dispose() => _socket?.Dispose();

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

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Somebody has held the unix address {Address} for {Patience}: the network is set up without waiting for other instances")]
    private static partial void LogWithout(ILogger logger, string address, TimeSpan patience);
}
