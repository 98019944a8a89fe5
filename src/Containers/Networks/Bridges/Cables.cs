using Gantry.Linux;
using Gantry.Linux.Namespaces;
using Gantry.Linux.Netlink;
using Microsoft.Extensions.Logging;

namespace Gantry.Containers.Networks.Bridges;

/// <summary>Names the cables between bridges and containers, and removes those that were cut, on a thread of its own.</summary>
/// <remarks>The kernel takes some 25 ms to remove one, nearly all of it waiting: nobody else should wait too.</remarks>
internal sealed partial class Cables : IAsyncDisposable
{
    private const string NameStart = "veth";
    private const int NameBytes = 4;

    private readonly NamespaceThread _thread;
    private readonly RouteSocket _routes;
    private readonly ILogger _logger;

    private Cables(NamespaceThread thread, RouteSocket routes, ILogger logger) => (_thread, _routes, _logger) = (thread, routes, logger);

    public static async Task<Cables> StartAsync(NetworkNamespace? host, ILogger logger)
    {
        var worker = new NamespaceThread(host);
        return new Cables(worker, await worker.Run(() => new RouteSocket()), logger);
    }

    public static InterfaceName NewName() => new($"{NameStart}{RandomHex.New(NameBytes)}");

    /// <summary>Whether a port of a bridge of ours is one that we laid, not somebody else's interface.</summary>
    public static bool IsOurs(Link port) => port.Kind == "veth" && port.Name.StartsWith(NameStart, StringComparison.Ordinal);

    /// <summary>Removes a cable, if it is still there, soon.</summary>
    public void BeginRemoval(InterfaceName cable) => _ = _thread.Run(() => Remove(cable));

    /// <summary>Waits until all that was begun is done.</summary>
    public Task SettleAsync() => _thread.Run(() => true);

    public async ValueTask DisposeAsync()
    {
        await SettleAsync();
        _routes.Dispose();
        _thread.Dispose();
    }

    private bool Remove(InterfaceName cable)
    {
        try
        {
            return _routes.TryExecute(new DeleteLink(cable), Errno.ENODEV);
        }
        catch (LinuxException error)
        {
            LogNotRemoved(cable, error);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The cable {Cable} of a container that left cannot be removed")]
    private partial void LogNotRemoved(InterfaceName cable, Exception error);
}
