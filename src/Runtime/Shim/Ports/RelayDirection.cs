using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Shim.Ports;

/// <summary>Where one way of a relayed connection stands.</summary>
internal enum RelayState
{
    /// <summary>Nothing moves until something happens on a socket.</summary>
    Waiting,

    /// <summary>There is more to move at once.</summary>
    More,

    /// <summary>All has been passed on, and the end too.</summary>
    Ended,

    /// <summary>A side has failed.</summary>
    Broken,
}

/// <summary>One way of a relayed connection: through a pipe, so that the bytes stay in the kernel.</summary>
internal sealed class RelayDirection(FileDescriptor from, FileDescriptor to) : IDisposable
{
    private const int Portion = 64 * 1024;
    private const int PortionsAtOnce = 16;

    // Between events nothing need be in a pipe, so one serves many directions; those that wait with something in theirs keep it.
    private static readonly Stack<PipeEnds> Spare = [];

    private PipeEnds? _pipe;
    private int _inPipe;
    private bool _hasEnded;

    public RelayState Move()
    {
        for (var portion = 0; portion < PortionsAtOnce; portion++)
        {
            if (_inPipe == 0 && Fill() is { } state)
            {
                return state;
            }

            if (!TryDrain(out var errno))
            {
                return errno == Errno.EAGAIN ? RelayState.Waiting : RelayState.Broken;
            }
        }

        return RelayState.More;
    }

    public void Dispose()
    {
        if (_inPipe > 0)
        {
            _pipe?.Dispose();
            _pipe = null;
        }

        GivePipeBack();
    }

    // Null where there is something to pass on now.
    private RelayState? Fill()
    {
        if (_hasEnded)
        {
            return RelayState.Ended;
        }

        _pipe ??= Spare.TryPop(out var pipe) ? pipe : Kernel.Pipe(OpenFlags.NonBlocking);
        var count = Kernel.TrySplice(from, _pipe.Write, Portion, out var errno);
        if (count > 0)
        {
            _inPipe = count;
            return null;
        }

        GivePipeBack();
        if (count < 0)
        {
            return errno == Errno.EAGAIN ? RelayState.Waiting : RelayState.Broken;
        }

        _hasEnded = true;
        return TryEnd() ? RelayState.Ended : RelayState.Broken;
    }

    private bool TryDrain(out Errno errno)
    {
        errno = Errno.None;
        while (_inPipe > 0 && _pipe is not null)
        {
            var count = Kernel.TrySplice(_pipe.Read, to, _inPipe, out errno);
            if (count <= 0)
            {
                return false;
            }

            _inPipe -= count;
        }

        return true;
    }

    private bool TryEnd()
    {
        try
        {
            Kernel.Shutdown(to, ShutdownSide.Sending);
            return true;
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOTCONN)
        {
            return false;
        }
    }

    private void GivePipeBack()
    {
        if (_pipe is not null)
        {
            Spare.Push(_pipe);
            _pipe = null;
        }
    }
}
