using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Events;

/// <summary>One thread that waits for descriptors and deadlines, and calls whoever asked. Nothing here may be used from another thread.</summary>
internal sealed class EventLoop : IDisposable
{
    private readonly FileDescriptor _epoll = Kernel.EpollCreate();
    private readonly List<Watch?> _watches = [];
    private readonly List<Deadline> _deadlines = [];
    private readonly EpollReady[] _ready = new EpollReady[32];
    private readonly Queue<Action> _deferred = [];
    private readonly Action _callCurrent;
    private (Watch Watch, EpollEvents Events) _current;
    private uint _generation;
    private bool _isStopping;

    // The event is passed in a field: a closure for each would be the only garbage of a busy stream.
    public EventLoop() => _callCurrent = () => _current.Watch.Happened(_current.Events);

    /// <summary>Told what an event's handler threw. The loop goes on.</summary>
    public Action<Exception>? Faulted { get; set; }

    /// <summary>Calls <paramref name="happened"/> whenever what is of interest happens on a descriptor, until the watch is disposed.</summary>
    public Watch Watch(FileDescriptor descriptor, EpollEvents interest, Action<EpollEvents> happened)
    {
        var slot = _watches.IndexOf(null);
        if (slot < 0)
        {
            slot = _watches.Count;
            _watches.Add(null);
        }

        // The generation tells an event of this watch from one, in the same batch, of a watch that had the slot before.
        var token = ((ulong)++_generation << 32) | (uint)slot;
        Kernel.EpollAdd(_epoll, descriptor, interest, token);
        var watch = new Watch(this, descriptor, token, interest, happened);
        _watches[slot] = watch;
        return watch;
    }

    /// <summary>Calls <paramref name="due"/> once after a time, unless the deadline is cancelled before.</summary>
    public Deadline After(long milliseconds, Action due)
    {
        var deadline = new Deadline(Environment.TickCount64 + milliseconds, due);
        _deadlines.Add(deadline);
        return deadline;
    }

    /// <summary>Calls <paramref name="action"/> when the current event has been dealt with.</summary>
    public void Defer(Action action) => _deferred.Enqueue(action);

    /// <summary>Runs until <see cref="Stop"/>.</summary>
    public void Run()
    {
        while (!_isStopping)
        {
            var count = Kernel.EpollWait(_epoll, _ready, _deferred.Count > 0 ? 0 : MillisecondsLeft());
            for (var i = 0; i < count && !_isStopping; i++)
            {
                Dispatch(_ready[i]);
            }

            CallDue();
            CallDeferred();
        }
    }

    public void Stop() => _isStopping = true;

    public void Dispose() => _epoll.Dispose();

    internal void Change(Watch watch) => Kernel.EpollModify(_epoll, watch.Descriptor, watch.Interest, watch.Token);

    internal void Forget(Watch watch)
    {
        Kernel.EpollRemove(_epoll, watch.Descriptor);
        _watches[(int)(uint)watch.Token] = null;
    }

    private void Dispatch(EpollReady ready)
    {
        var watch = _watches[(int)(uint)ready.Token];
        if (watch?.Token == ready.Token)
        {
            _current = (watch, ready.Events);
            Call(_callCurrent);
        }
    }

    private void CallDue()
    {
        var now = Environment.TickCount64;
        for (var i = _deadlines.Count - 1; i >= 0 && i < _deadlines.Count; i--)
        {
            var deadline = _deadlines[i];
            if (deadline.IsCancelled || deadline.Time <= now)
            {
                _deadlines.RemoveAt(i);
                if (!deadline.IsCancelled)
                {
                    deadline.Cancel();
                    Call(deadline.Due);
                }
            }
        }
    }

    private void CallDeferred()
    {
        for (var count = _deferred.Count; count > 0; count--)
        {
            Call(_deferred.Dequeue());
        }
    }

    private int MillisecondsLeft()
    {
        var next = long.MaxValue;
        foreach (var deadline in _deadlines)
        {
            next = deadline.IsCancelled ? next : Math.Min(next, deadline.Time);
        }

        return next == long.MaxValue ? -1 : (int)Math.Clamp(next - Environment.TickCount64, 0, int.MaxValue);
    }

    private void Call(Action action)
    {
#pragma warning disable CA1031 // The owner of the loop: one connection's fault must not end the container's supervisor.
        try
        {
            action();
        }
        catch (Exception e)
        {
            Faulted?.Invoke(e);
        }
#pragma warning restore CA1031
    }
}
