using Gantry.Linux.Processes;

namespace Gantry.Runtime.Events;

/// <summary>Who wants to know of which child's end.</summary>
internal sealed class Children
{
    private readonly EventLoop _loop;
    private readonly Reaper _reaper;
    private readonly Dictionary<int, Action<ReapedExit>> _waiting = [];
    private readonly Dictionary<int, ReapedExit> _early = [];
    private int _expectingOthers;

    public Children(EventLoop loop)
    {
        _loop = loop;
        _reaper = Reaper.Start(loop, Ended);
    }

    /// <summary>Starts a program, and calls <paramref name="ended"/> when it has ended.</summary>
    /// <param name="spawn">The program.</param>
    /// <param name="ended">Its end.</param>
    /// <param name="bringsAnother">
    /// Whether it leaves us a child that <see cref="Adopt"/> will name; ends of unknown children are then remembered until it has ended.
    /// </param>
    /// <returns>The pid.</returns>
    public int Start(Spawn spawn, Action<ReapedExit> ended, bool bringsAnother = false)
    {
        var pid = spawn.Start();
        _reaper.ChildStarted();
        _expectingOthers += bringsAnother ? 1 : 0;
        _waiting[pid] = bringsAnother ? exit => EndedWithAnother(exit, ended) : ended;
        return pid;
    }

    /// <summary>Calls <paramref name="ended"/> when a child that another started for us has ended, which it may have already.</summary>
    public void Adopt(int pid, Action<ReapedExit> ended)
    {
        if (_early.Remove(pid, out var exit))
        {
            _loop.Defer(() => ended(exit));
        }
        else
        {
            _waiting[pid] = ended;
        }
    }

    private void EndedWithAnother(ReapedExit exit, Action<ReapedExit> ended)
    {
        try
        {
            ended(exit);
        }
        finally
        {
            if (--_expectingOthers == 0)
            {
                _early.Clear();
            }
        }
    }

    private void Ended(ReapedExit exit)
    {
        if (_waiting.Remove(exit.Pid, out var ended))
        {
            ended(exit);
        }
        else if (_expectingOthers > 0)
        {
            // A short container can end before the runtime that made it does.
            _early[exit.Pid] = exit;
        }
    }
}
