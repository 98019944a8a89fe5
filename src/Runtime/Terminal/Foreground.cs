using Gantry.Linux;
using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Child;

namespace Gantry.Runtime.Terminal;

/// <summary>A container, or a program in one, that the caller waits for: signals are passed on to it, and its terminal is joined to the caller's.</summary>
internal sealed class Foreground : IDisposable
{
    private readonly FileDescriptor _signals;
    private readonly FileDescriptor? _receiver;
    private TerminalRelay? _relay;

    /// <param name="hasTerminal">Whether the process makes a terminal of its own.</param>
    public Foreground(bool hasTerminal)
    {
        _signals = Kernel.SignalDescriptor(Kernel.AllSignals);
        if (hasTerminal)
        {
            (_receiver, var sender) = Kernel.UnixSocketPair();
            ConsoleSocket = sender;
        }
    }

    /// <summary>Where the process is to send its terminal's master.</summary>
    public FileDescriptor? ConsoleSocket { get; }

    /// <summary>Stays until the process has ended.</summary>
    public ExitStatus Follow(ClonedChild child)
    {
        if (_receiver is not null)
        {
            _relay = new TerminalRelay(_receiver);
        }

        while (true)
        {
            Span<PollEntry> entries =
            [
                new(child.Pidfd, PollEvents.Readable),
                new(_signals, PollEvents.Readable),
                .. _relay is null ? [] : _relay.Entries(),
            ];
            Kernel.Poll(entries);
            if (entries[1].Happened != PollEvents.None)
            {
                PassOn(Kernel.ReadSignal(_signals), child);
            }

            if (entries.Length > 2)
            {
                _relay?.Move(entries[2].Happened, entries[3].Happened);
            }

            if (entries[0].Happened != PollEvents.None)
            {
                _relay?.Drain();
                return child.Wait();
            }
        }
    }

    public void Dispose()
    {
        _relay?.Dispose();
        _signals.Dispose();
        _receiver?.Dispose();
        ConsoleSocket?.Dispose();
    }

    private void PassOn(Signal signal, ClonedChild child)
    {
        switch (signal)
        {
            case Signal.SIGWINCH when _relay is not null:
                _relay.Resize();
                break;
            case Signal.SIGCHLD or Signal.SIGPIPE or Signal.SIGURG:
                // Ours: not meant for the container.
                break;
            default:
                Kernel.TryPidfdSendSignal(child.Pidfd, signal);
                break;
        }
    }
}
