using Gantry.Linux;
using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;

namespace Gantry.Harness.Commands;

/// <summary>A program that runs; disposing kills it, with all of its session.</summary>
public sealed class RunningCommand : IAsyncDisposable
{
    private readonly Command command;
    private readonly ChildProcess child;
    private readonly KeptOutput output;
    private readonly KeptOutput errors;
    private readonly Task<ExitStatus> ended;

    internal RunningCommand(Command command, ChildProcess child, KeptOutput output, KeptOutput errors)
    {
        (this.command, this.child, this.output, this.errors) = (command, child, output, errors);
        // A thread of its own: a pool of threads that all wait would starve the tests.
        ended = Task.Factory.StartNew(Wait, TaskCreationOptions.LongRunning);
    }

    public int Pid => child.Pid;

    public bool HasEnded => ended.IsCompleted;

    /// <summary>What it has written so far.</summary>
    public string Stdout => output.Text;

    public string Stderr => errors.Text;

    public void Send(Signal signal) => child.TrySignal(signal);

    /// <summary>Waits for the end.</summary>
    /// <exception cref="TimeoutException">It did not end in time and was killed.</exception>
    public async Task<CommandResult> End() => new(command, await ended, Stdout, Stderr);

    public async ValueTask DisposeAsync()
    {
        // Until the child is reaped nothing else can have its number, and so neither its session's.
        if (!ended.IsCompleted)
        {
            Kernel.TryKillGroup(child.Pid, Signal.SIGKILL);
        }

        await ended.ContinueWith(_ => { }, TaskScheduler.Default);
        child.Dispose();
        output.Dispose();
        errors.Dispose();
    }

    private ExitStatus Wait()
    {
        Span<PollEntry> entries = [new PollEntry(child.Pidfd, PollEvents.Readable)];
        var inTime = Kernel.Poll(entries, (int)command.Timeout.TotalMilliseconds) != 0;
        if (!inTime)
        {
            Kernel.TryKillGroup(child.Pid, Signal.SIGKILL);
        }

        var status = child.Wait();
        return inTime ? status : throw new TimeoutException($"not ended after {command.Timeout}: {command}\n{Stdout}{Stderr}");
    }
}
