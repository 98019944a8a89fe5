using System.Collections.Concurrent;
using Gantry.Containers.Handover;

namespace Gantry.Containers.Lifecycle;

/// <summary>The execs of one container.</summary>
internal sealed class ExecTable
{
    /// <summary>Execs that have ended are kept for those who ask how; beyond this many the oldest go.</summary>
    public const int MaxEnded = 256;

    private readonly ConcurrentDictionary<string, Exec> _execs = new();
    private readonly ConcurrentQueue<string> _ended = new();

    public IEnumerable<string> Running => _execs.Values.Where(exec => exec.IsRunning).Select(exec => exec.Id);

    public void Add(Exec exec) => _execs[exec.Id] = exec;

    public Exec? Find(string id) => _execs.GetValueOrDefault(id);

    public void End(Exec exec, int exitCode)
    {
        exec.ExitCode = exitCode;
        exec.IsRunning = false;
        exec.Ended.TrySetResult();
        _ended.Enqueue(exec.Id);
        if (_ended.Count > MaxEnded && _ended.TryDequeue(out var oldest))
        {
            _execs.TryRemove(oldest, out _);
        }
    }

    public IReadOnlyList<ExecMemory> Remember() =>
    [
        .. _execs.Values.Select(exec => new ExecMemory
        {
            Id = exec.Id, Spec = exec.Spec, Pid = exec.Pid, WasStarted = exec.WasStarted, IsRunning = exec.IsRunning, ExitCode = exec.ExitCode,
        }),
    ];

    /// <summary>Takes what another engine remembered. The shim tells of those that have ended since.</summary>
    public void Recall(ContainerId container, IEnumerable<ExecMemory> remembered)
    {
        foreach (var known in remembered)
        {
            var exec = new Exec(known.Id, container, known.Spec) { Pid = known.Pid, WasStarted = known.WasStarted, IsRunning = known.IsRunning };
            Add(exec);
            if (known.ExitCode is { } code)
            {
                End(exec, code);
            }
        }
    }

    /// <summary>The container has ended, and everything in it.</summary>
    public void EndAll()
    {
        foreach (var exec in _execs.Values.Where(exec => exec.IsRunning))
        {
            End(exec, 137);
        }
    }
}
