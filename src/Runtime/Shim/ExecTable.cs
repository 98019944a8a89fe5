using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Shim;

/// <summary>The execs that run, or whose output is not yet all delivered.</summary>
internal sealed class ExecTable
{
    private readonly Dictionary<string, Exec> _execs = [];

    /// <summary>The ids of those that run.</summary>
    public List<string> Running
    {
        get
        {
            var ids = new List<string>();
            foreach (var exec in _execs.Values)
            {
                if (exec.Exit is null)
                {
                    ids.Add(exec.Id);
                }
            }

            return ids;
        }
    }

    /// <summary>Whether all have ended and been delivered.</summary>
    public bool IsEmpty => _execs.Count == 0;

    /// <summary>Kills those that a container of another's pid namespace may have left.</summary>
    public void KillAll()
    {
        foreach (var exec in _execs.Values)
        {
            if (exec is { Exit: null, Process: { } process })
            {
                Kernel.TryPidfdSendSignal(process, Signal.SIGKILL);
            }
        }
    }

    /// <summary>Takes the id, until <see cref="Remove"/>.</summary>
    /// <exception cref="InvalidOperationException">Its id is empty or taken.</exception>
    public void Add(Exec exec)
    {
        if (exec.Id.Length == 0 || !_execs.TryAdd(exec.Id, exec))
        {
            throw new InvalidOperationException($"exec {exec.Id} exists already");
        }
    }

    public void Remove(Exec exec) => _execs.Remove(exec.Id);

    /// <summary>The exec of an id.</summary>
    /// <exception cref="InvalidOperationException">There is none of that id.</exception>
    public Exec Get(string id) => _execs.TryGetValue(id, out var exec) ? exec : throw new InvalidOperationException($"no exec {id} runs");
}
