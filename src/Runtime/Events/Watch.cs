using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Events;

/// <summary>The loop's interest in one descriptor. Dispose it before the descriptor is closed.</summary>
internal sealed class Watch : IDisposable
{
    private readonly EventLoop _loop;
    private EpollEvents _interest;
    private bool _isDisposed;

    public Watch(EventLoop loop, FileDescriptor descriptor, ulong token, EpollEvents interest, Action<EpollEvents> happened)
    {
        _loop = loop;
        _interest = interest;
        Descriptor = descriptor;
        Token = token;
        Happened = happened;
    }

    public FileDescriptor Descriptor { get; }

    /// <summary>What to report, besides errors and hang-ups, which always are.</summary>
    public EpollEvents Interest
    {
        get => _interest;
        set
        {
            if (value != _interest && !_isDisposed)
            {
                _interest = value;
                _loop.Change(this);
            }
        }
    }

    internal ulong Token { get; }

    internal Action<EpollEvents> Happened { get; }

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _loop.Forget(this);
        }
    }
}
