using System.Collections.Concurrent;
using Gantry.Linux.Namespaces;
using Gantry.Linux.Nftables;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Networks.Rules;

/// <summary>The one thread that calls libnftables: it runs what it is given and, in between, hears what anybody does to nftables.</summary>
internal sealed class RulesThread : IAsyncDisposable
{
    private readonly ConcurrentQueue<Action> _work = new();
    private readonly PipeEnds _wake = Kernel.Pipe(OpenFlags.NonBlocking);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly NftablesContext _context = new();
    private readonly NftablesMonitor _monitor = new();
    private readonly Action<NftablesNotice> _notice;
    private readonly Func<NftablesContext, int> _settled;
    private readonly NetworkNamespace _home = NetworkNamespace.OfThisThread();
    private bool _stopping;

    private RulesThread(Action<NftablesNotice> notice, Func<NftablesContext, int> settled)
    {
        _notice = notice;
        _settled = settled;
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
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _stopping), this);
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Enqueue(() => Complete(completion, job));

        // A full pipe wakes the thread as well as one more byte would.
        Kernel.TryWrite(_wake.Write, [1], out _);
        return completion.Task;
    }

    /// <summary>As <see cref="Run"/>, in another network namespace, with a context of that namespace.</summary>
    public Task<T> RunIn<T>(NetworkNamespace place, Func<NftablesContext, T> job) => Run(_ =>
    {
        Kernel.SetNamespace(place.Descriptor, NamespaceFlags.Network);
        try
        {
            using var context = new NftablesContext();
            return job(context);
        }
        finally
        {
            Kernel.SetNamespace(_home.Descriptor, NamespaceFlags.Network);
        }
    });

    /// <summary>Tells the notices that are there, on the thread, within work.</summary>
    public void Drain() => _monitor.Drain(_notice);

    /// <summary>Lets the work that was given end, then the thread; the rules stay.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!Volatile.Read(ref _stopping))
        {
            await Run(_ => _stopping = true);
        }

        await _ended.Task;
    }

    private void Complete<T>(TaskCompletionSource<T> completion, Func<NftablesContext, T> job)
    {
        try
        {
            completion.SetResult(job(_context));
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
        Span<PollEntry> entries = [new(_monitor.Descriptor, PollEvents.Readable), new(_wake.Read, PollEvents.Readable)];
        Span<byte> bytes = stackalloc byte[64];
        var timeout = -1;
        while (!_stopping)
        {
            Kernel.Poll(entries, timeout);
            Drain();
            timeout = _settled(_context);
            Kernel.TryRead(_wake.Read, bytes, out _);
            while (_work.TryDequeue(out var job))
            {
                job();
            }
        }

        _context.Dispose();
        _monitor.Dispose();
        _wake.Dispose();
        _home.Dispose();
        _ended.SetResult();
    }
}
