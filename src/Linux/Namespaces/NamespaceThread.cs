using System.Collections.Concurrent;
using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Namespaces;

/// <summary>A thread that may go into other network namespaces, so that no thread of the pool ever has to.</summary>
/// <remarks>
/// A namespace belongs to a thread; a pool thread left in the wrong one would open other people's sockets there. Sockets stay in the
/// namespace they were opened in, so work handed to this thread mostly opens some and brings them back.
/// </remarks>
public sealed class NamespaceThread : IDisposable
{
    private const int QueueLimit = 1024;

    private readonly BlockingCollection<Action> _queue = new(QueueLimit);
    private readonly NetworkNamespace _home;
    private readonly bool _ownsHome;

    /// <summary>Starts the thread.</summary>
    /// <param name="home">Where it lives between jobs; null is the namespace of the calling thread.</param>
    public NamespaceThread(NetworkNamespace? home = null)
    {
        _ownsHome = home is null;
        _home = home ?? NetworkNamespace.OfThisThread();
        new Thread(Loop) { IsBackground = true, Name = "netns" }.Start();
    }

    /// <summary>Lets the work that is queued end, then the thread.</summary>
    public void Dispose() => _queue.CompleteAdding();

    /// <summary>Runs work in the home namespace.</summary>
    public Task<T> Run<T>(Func<T> work) => Enqueue(work);

    /// <summary>Runs work inside another namespace.</summary>
    public Task<T> Run<T>(NetworkNamespace place, Func<T> work) => Enqueue(() =>
    {
        Kernel.SetNamespace(place.Descriptor, NamespaceFlags.Network);
        return work();
    });

    /// <summary>Creates a namespace with its loopback up.</summary>
    public Task<NetworkNamespace> Create() => Enqueue(NetworkNamespace.CreateAndEnter);

    /// <summary>Creates a namespace that outlives every process, because it is mounted on a file.</summary>
    /// <param name="path">Of the file, which must not exist, in a directory that does.</param>
    public Task<NetworkNamespace> CreatePinned(string path) => Enqueue(() =>
    {
        File.Open(path, FileMode.CreateNew).Dispose();
        try
        {
            var created = NetworkNamespace.CreateAndEnter();
            Kernel.BindMount("/proc/thread-self/ns/net", path);
            return created;
        }
        catch (LinuxException)
        {
            File.Delete(path);
            throw;
        }
    });

    private Task<T> Enqueue<T>(Func<T> work)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Add(() => Complete(completion, work));
        return completion.Task;
    }

    private void Complete<T>(TaskCompletionSource<T> completion, Func<T> work)
    {
        T result;
        try
        {
            result = work();
        }
#pragma warning disable CA1031 // Whatever the work throws is its caller's, who awaits the task.
        catch (Exception error)
#pragma warning restore CA1031
        {
            GoHome();
            completion.SetException(error);
            return;
        }

        GoHome();
        completion.SetResult(result);
    }

    // Lingering in a container's namespace would keep it alive after the container.
    private void GoHome() => Kernel.SetNamespace(_home.Descriptor, NamespaceFlags.Network);

    private void Loop()
    {
        GoHome();
        foreach (var work in _queue.GetConsumingEnumerable())
        {
            work();
        }

        _queue.Dispose();
        if (_ownsHome)
        {
            _home.Dispose();
        }
    }
}
