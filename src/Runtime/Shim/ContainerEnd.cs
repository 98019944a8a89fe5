using Gantry.Linux;
using Gantry.Runtime.Events;
using Gantry.Runtime.Shim.Ports;
using Gantry.Runtime.Shim.Processes;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Shim;

/// <summary>What is taken for as long as the container's process lives, and what happens when it ends: that is recorded first, and then told.</summary>
internal sealed class ContainerEnd : IDisposable
{
    private const long RetryMilliseconds = 1000;

    private readonly ContainerShim _shim;
    private readonly HeldPorts _ports;
    private readonly ExitJournal _journal;
    private OutOfMemoryCounter? _memory;

    /// <summary>Takes the ports and opens the journal.</summary>
    /// <exception cref="IOException">One of them cannot be had.</exception>
    public ContainerEnd(ContainerShim shim, CreateContainer settings)
    {
        _shim = shim;
        _ports = HeldPorts.Bind(shim.Loop, settings.Ports);
        try
        {
            _journal = new ExitJournal(settings.ExitFile);
        }
        catch
        {
            _ports.Dispose();
            throw;
        }
    }

    /// <summary>Whether the end is on the disk.</summary>
    public bool IsRecorded { get; private set; }

    /// <summary>Waits for the end of the container's process.</summary>
    public void Await(LaunchedProcess process)
    {
        _memory = OutOfMemoryCounter.Open(process.Pid);
        _shim.End = this;
        _shim.Children.Adopt(process.Pid, Happened);
    }

    public void Dispose()
    {
        _ports.Dispose();
        _journal.Dispose();
        _memory?.Dispose();
    }

    private void Happened(ReapedExit reaped)
    {
        var exit = new ProcessExit
        {
            Pid = reaped.Pid,
            ExitCode = reaped.Code,
            Time = reaped.Time,
            OutOfMemory = _memory is { } memory && memory.HasKilled(),
        };

        // Before anybody can hear of the end: who starts the next container at once must find them free.
        _ports.Dispose();
        Record(exit);
        var container = _shim.Container;
        container.Exit = exit;
        container.IsPaused = false;
        container.Streams.Settled = () => _shim.Subscribers.Tell(exit);
        container.Streams.Ended = _shim.Ending.Check;
        container.Streams.ProcessEnded(exit);
        _shim.Ending.Check();
    }

    // A full disk keeps the shim alive, for then it alone knows.
    private void Record(ProcessExit exit)
    {
        try
        {
            _journal.Record(exit);
            IsRecorded = true;
            Dispose();
            _shim.Ending.Check();
        }
        catch (LinuxException e)
        {
            ContainerShim.Complain(e.Message);
            _shim.Loop.After(RetryMilliseconds, () => Record(exit));
        }
    }
}
