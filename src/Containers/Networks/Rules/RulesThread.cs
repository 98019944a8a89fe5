using System.Collections.Concurrent;
using Gantry.Linux.Namespaces;
using Gantry.Linux.Nftables;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Networks.Rules;

/// <summary>The one thread that calls libnftables: it runs what it is given and, in between, hears what anybody does to nftables.</summary>
internal sealed class RulesThread : IAsyncDisposable
{
    private readonly ConcurrentQueue<Action> work = new();
    private readonly PipeEnds wake = Kernel.Pipe(OpenFlags.NonBlocking);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly NftablesContext context = new();
    private readonly NftablesMonitor monitor = new();
    private readonly Action<NftablesNotice> notice;
    private readonly Func<NftablesContext, int> settled;
    private bool stopping;

    private RulesThread(Action<NftablesNotice> notice, Func<NftablesContext, int> settled)
    {
        this.notice = notice;
        this.settled = settled;
    }

    /// <summary>Starts it in the home namespace of <paramref name="host"/>.</summary>
    /// <param name="notice">Told, on the thread, of each change.</param>
    /// <param name="settled">
    /// Called on the thread when the notices that were there have been told. It says after how many milliseconds it wants to be called
    /// again even if nothing happens; -1 is never.
    /// </param>
    public static Task<RulesThread> Start(NamespaceThread host, Action<NftablesNotice> notice, Func<NftablesContext, int> settled) =>
        host.Run(() =>
        {
            var started = new RulesThread(notice, settled);

            // A thread is born into the namespace of the one that starts it.
            new Thread(started.Loop) { IsBackground = true, Name = "nftables" }.Start();
            return started;
        });

    /// <summary>Runs work on the thread, in the order in which it was given.</summary>
    public Task<T> Run<T>(Func<NftablesContext, T> job)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref stopping), this);
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        work.Enqueue(() => Complete(completion, job));

        // A full pipe wakes the thread as well as one more byte would.
        Kernel.TryWrite(wake.Write, [1], out _);
        return completion.Task;
    }

    /// <summary>Tells the notices that are there, on the thread, within work.</summary>
    public void Drain() => monitor.Drain(notice);

    /// <summary>Lets the work that was given end, then the thread; the rules stay.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!Volatile.Read(ref stopping))
        {
            await Run(_ => stopping = true);
        }

        await ended.Task;
    }

    private void Complete<T>(TaskCompletionSource<T> completion, Func<NftablesContext, T> job)
    {
        try
        {
            completion.SetResult(job(context));
        }
#pragma warning disable CA1031 // Whatever the work throws is its caller's, who awaits the task.
        catch (Exception error)
#pragma warning restore CA1031
        {
            completion.SetException(error);
        }
    }

    private void Loop()
    {
        Span<PollEntry> entries = [new(monitor.Descriptor, PollEvents.Readable), new(wake.Read, PollEvents.Readable)];
        Span<byte> bytes = stackalloc byte[64];
        var timeout = -1;
        while (!stopping)
        {
            Kernel.Poll(entries, timeout);
            Drain();
            timeout = settled(context);
            Kernel.TryRead(wake.Read, bytes, out _);
            while (work.TryDequeue(out var job))
            {
                job();
            }
        }

        context.Dispose();
        monitor.Dispose();
        wake.Dispose();
        ended.SetResult();
    }
}
