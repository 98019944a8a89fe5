using Gantry.Linux;
using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;

namespace Gantry.Harness.Commands;

/// <summary>A program that runs; disposing kills it, with all of its session.</summary>
public sealed class RunningCommand : IAsyncDisposable
{
    private readonly Command _command;
    private readonly ChildProcess _child;
    private readonly KeptOutput _output;
    private readonly KeptOutput _errors;
    private readonly Task<ExitStatus> _ended;

    internal RunningCommand(Command command, ChildProcess child, KeptOutput output, KeptOutput errors)
    {
        (_command, _child, _output, _errors) = (command, child, output, errors);
        // A thread of its own: a pool of threads that all wait would starve the tests.
        _ended = Task.Factory.StartNew(Wait, TaskCreationOptions.LongRunning);
    }

    public int Pid => _child.Pid;

    public bool HasEnded => _ended.IsCompleted;

    /// <summary>What it has written so far.</summary>
    public string Stdout => _output.Text;

    public string Stderr => _errors.Text;

    public void Send(Signal signal) => _child.TrySignal(signal);

    /// <summary>Waits for the end.</summary>
    /// <exception cref="TimeoutException">It did not end in time and was killed.</exception>
    public async Task<CommandResult> End() => new(_command, await _ended, Stdout, Stderr);

    public async ValueTask DisposeAsync()
    {
        // Until the child is reaped nothing else can have its number, and so neither its session's.
        if (!_ended.IsCompleted)
        {
            Kernel.TryKillGroup(_child.Pid, Signal.SIGKILL);
        }

        await _ended.ContinueWith(_ => { }, TaskScheduler.Default);
        _child.Dispose();
        _output.Dispose();
        _errors.Dispose();
    }

    private ExitStatus Wait()
    {
        Span<PollEntry> entries = [new PollEntry(_child.Pidfd, PollEvents.Readable)];
        var inTime = Kernel.Poll(entries, (int)_command.Timeout.TotalMilliseconds) != 0;
        if (!inTime)
        {
            Kernel.TryKillGroup(_child.Pid, Signal.SIGKILL);
        }

        var status = _child.Wait();
        return inTime ? status : throw new TimeoutException($"not ended after {_command.Timeout}: {_command}\n{Stdout}{Stderr}");
    }
}
