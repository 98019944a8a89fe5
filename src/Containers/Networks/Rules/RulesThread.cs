using System.Collections.Concurrent;
using Gantry.Linux;
using Gantry.Linux.Namespaces;
using Gantry.Linux.Nftables;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Networks.Rules;

/// <summary>The one thread that calls libnftables: it runs what it is given and, in between, hears what others do to nftables.</summary>
internal sealed class RulesThread : IAsyncDisposable
{
    private readonly ConcurrentQueue<Action> work = new();
    private readonly PipeEnds wake = Kernel.Pipe(OpenFlags.NonBlocking);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly NftablesContext context;
    private readonly NftablesMonitor monitor;
    private bool stopping;

    private RulesThread(NftablesContext context, NftablesMonitor monitor)
    {
        this.context = context;
        this.monitor = monitor;
    }

    /// <summary>Opens nftables in the namespace of the host, and starts the thread there.</summary>
    public static Task<RulesThread> Start(NamespaceThread host, IRulesWatcher watcher) => host.Run(() =>
    {
        var started = new RulesThread(new NftablesContext(), new NftablesMonitor());

        // A thread is born into the namespace of the one that starts it.
        new Thread(() => started.Loop(watcher)) { IsBackground = true, Name = "nftables" }.Start();
        return started;
    });
}
