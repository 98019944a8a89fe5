using System.Diagnostics.CodeAnalysis;
using Gantry.Containers.Health;
using Gantry.Containers.Lifecycle.Restarts;
using Gantry.Containers.Lifecycle.Shims;

namespace Gantry.Containers.Lifecycle;

/// <summary>One container. Whoever changes it holds its turn; whoever reads takes the last record.</summary>
/// <remarks>
/// Created → Running ⇄ Paused → Exited → Running …, by way of Restarting where nobody need ask; from Created or Exited to removed; to Dead where a
/// removal fails half-way.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle nobody asks for holds nothing to dispose.")]
public sealed class Container
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<StreamRequest> _waitingStreams = [];
    private volatile ContainerRecord _record;
    private volatile bool _isRemoved;
    private HealthState? _health;
    private TaskCompletionSource<ContainerExit> _nextExit = NewSource<ContainerExit>();

    internal Container(ContainerRecord record) => _record = record;

    public ContainerRecord Record => _record;

    public ContainerId Id => _record.Id;

    /// <summary>Set once it is being removed; nothing else may begin.</summary>
    public bool IsRemoving { get; internal set; }

    /// <summary>It no longer exists.</summary>
    public bool IsRemoved => _isRemoved;

    /// <summary>Ends with how the present, or next, run ended.</summary>
    public Task<ContainerExit> NextExit => Volatile.Read(ref _nextExit).Task;

    /// <summary>Ends when it has been removed; with the reason where its removal failed.</summary>
    public Task<string?> Removed => RemovedSource.Task;

    /// <summary>The programs executed in it, by id.</summary>
    internal ExecTable Execs { get; } = new();

    /// <summary>What its checks found; null where it has none, or has not run yet.</summary>
    public HealthState? Health => Volatile.Read(ref _health);

    /// <summary>Null while it does not run.</summary>
    internal ExitWatch? Watch { get; set; }

    /// <summary>The waits between its restarts.</summary>
    internal RestartBackOff BackOff { get; } = new();

    /// <summary>A kill or stop was asked for in this run: its end is no failure.</summary>
    internal bool StopWasAsked { get; set; }

    private TaskCompletionSource<string?> RemovedSource { get; } = NewSource<string?>();

    /// <summary>Waits until nobody else changes the container.</summary>
    internal async Task<Turn> EnterAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        return new Turn(_turn);
    }

    /// <summary>Takes the place of the last record. Only for the holder of the turn.</summary>
    internal void Replace(ContainerRecord record) => _record = record;

    internal void Tell(HealthState? health) => Volatile.Write(ref _health, health);

    internal void TellExit(ContainerExit exit) =>
        Interlocked.Exchange(ref _nextExit, NewSource<ContainerExit>()).TrySetResult(exit);

    internal void TellRemoved(string? failure)
    {
        _isRemoved = failure is null;
        RemovedSource.TrySetResult(failure);
        CancelWaitingStreams();
    }

    /// <summary>Queues a client that came before the start.</summary>
    internal void AddWaitingStream(StreamRequest request)
    {
        lock (_waitingStreams)
        {
            _waitingStreams.Add(request);
        }
    }

    internal IReadOnlyList<StreamRequest> TakeWaitingStreams()
    {
        lock (_waitingStreams)
        {
            StreamRequest[] taken = [.. _waitingStreams];
            _waitingStreams.Clear();
            return taken;
        }
    }

    internal void CancelWaitingStreams()
    {
        foreach (var request in TakeWaitingStreams())
        {
            request.Cancel();
        }
    }

    private static TaskCompletionSource<T> NewSource<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal readonly struct Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}

/// <summary>How a run ended.</summary>
/// <param name="Code">0 to 255.</param>
/// <param name="Error">Why it could not be started; empty where it ran.</param>
public readonly record struct ContainerExit(int Code, string Error = "");
