using Gantry.Linux;
using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Events;

namespace Gantry.Runtime.Supervise;

/// <summary>
/// Holds the listening sockets of a daemon, gives them to it by systemd's LISTEN_FDS protocol, and starts it again when it dies. SIGTERM and SIGINT end both;
/// a daemon that fails by itself at the very first start ends the supervisor with its status.
/// </summary>
/// <remarks>It is a subreaper: shims that a dead daemon leaves are reaped here when they end.</remarks>
internal sealed class Supervisor : IDisposable
{
    private const long PatienceMilliseconds = 10_000;
    private const int SignalBase = 128;
    private const int StandardOutput = 1;
    private const int StandardError = 2;

    private readonly EventLoop _loop = new();
    private readonly SuperviseOptions _options;
    private readonly ListeningSockets _sockets;
    private readonly DaemonOutput _output;
    private readonly Children _children;
    private readonly RestartDelay _delay = new();
    private IReadOnlyList<string> _command;
    private FileDescriptor? _daemon;
    private FileDescriptor? _replaced;
    private int _daemonPid;
    private int _replacedPid;
    private long? _readySince;
    private bool _wasEverReady;
    private bool _isOurChild = true;
    private bool _isEnding;
    private int _status;

    public Supervisor(SuperviseOptions options, ListeningSockets sockets)
    {
        (_options, _sockets, _command) = (options, sockets, options.Command);
        _output = new DaemonOutput(_loop, options.Log);
        _loop.Faulted = e => _output.Say(e.ToString());
        _children = new Children(_loop);
        _ = new NotifySocket(_loop, options.NotifySocket) { BecameReady = Ready, MainChanged = Follow };
        var signals = Kernel.SignalDescriptor(EndSignals.Mask);
        _loop.Watch(signals, EpollEvents.Readable, _ => End(Kernel.ReadSignal(signals)));
    }

    /// <summary>Returns when it has been told to end, and the daemon has.</summary>
    public int Run()
    {
        Start();
        _loop.Run();
        File.Delete(_options.NotifySocket);
        return _status;
    }

    public void Dispose()
    {
        _daemon?.Dispose();
        _replaced?.Dispose();
        _output.Dispose();
        _loop.Dispose();
    }

    private void Start()
    {
        if (_isEnding)
        {
            return;
        }

        var descriptors = new Dictionary<int, FileDescriptor> { [StandardOutput] = _output.Descriptor, [StandardError] = _output.Descriptor };
        _sockets.AddTo(descriptors);
        var spawn = new Spawn
        {
            Path = "/proc/self/exe",
            Arguments = ["gantry-runtime", ExecListenCommand.Name, .. _command],
            Environment =
            [
                .. Surroundings.Without(NotifySocket.Variable, "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"),
                .. _sockets.Variables, $"{NotifySocket.Variable}={_options.NotifySocket}",
            ],
            Descriptors = descriptors,
            WorkingDirectory = "/",
        };
        _readySince = null;
        _isOurChild = true;
        _daemonPid = _children.Start(spawn, Ended);
        _daemon?.Dispose();
        _daemon = Kernel.TryPidfdOpen(_daemonPid);
    }

    private void Ready()
    {
        _readySince = Environment.TickCount64;
        if (!_wasEverReady)
        {
            _wasEverReady = true;
            NotifySocket.PassOnReady();
        }
    }

    // The old daemon started the new one, which becomes our child when the old one ends. From now on it is the new one's program that is started again.
    private void Follow(int pid)
    {
        if (Kernel.TryPidfdOpen(pid) is not { } daemon || RunningProgram.CommandOf(pid) is not { } command)
        {
            return;
        }

        _output.Say($"process {pid} takes the place of process {_daemonPid}");
        _replaced?.Dispose();
        (_replaced, _replacedPid) = (_daemon, _daemonPid);
        (_daemon, _daemonPid, _isOurChild, _command) = (daemon, pid, false, command);
        _children.Adopt(pid, Ended);
        Watch? watch = null;
        watch = _loop.Watch(daemon, EpollEvents.Readable, _ =>
        {
            watch?.Dispose();
            if (daemon == _daemon && !_isOurChild)
            {
                EndedUnseen();
            }
        });
    }

    // The one that was replaced has ended: the one that replaced it is our child now, unless it ended before and was reaped by its parent.
    private void Inherit()
    {
        _isOurChild = true;
        if (_daemon is not null && !Kernel.TryPidfdSendSignal(_daemon, Signal.None))
        {
            EndedUnseen();
        }
    }

    private void EndedUnseen() => Ended(new ReapedExit(_daemonPid, SignalBase + (int)Signal.SIGKILL, 0));

    private void Ended(ReapedExit exit)
    {
        if (exit.Pid != _daemonPid)
        {
            if (exit.Pid == _replacedPid)
            {
                Inherit();
            }

            return;
        }

        _daemonPid = 0;

        var how = exit.Code > SignalBase ? $"signal {(Signal)(exit.Code - SignalBase)}" : $"status {exit.Code}";
        if (_isEnding || (!_wasEverReady && exit.Code < SignalBase))
        {
            _status = _isEnding ? 0 : exit.Code;
            _output.Say($"process {exit.Pid} has ended with {how}");
            _loop.Stop();
            return;
        }

        var delay = _delay.AfterDeath(Environment.TickCount64 - _readySince);
        _output.Say($"process {exit.Pid} has ended with {how}, and is started again {(delay == 0 ? "at once" : $"in {delay} ms")}");
        if (delay == 0)
        {
            Start();
        }
        else
        {
            _loop.After(delay, Start);
        }
    }

    private void End(Signal signal)
    {
        _output.Say($"told to end by {signal}");
        _isEnding = true;
        if (_daemon is null || !Kernel.TryPidfdSendSignal(_daemon, Signal.SIGTERM))
        {
            // Dead, and not started again.
            _loop.Stop();
            return;
        }

        if (_replaced is not null)
        {
            // It only carries streams.
            Kernel.TryPidfdSendSignal(_replaced, Signal.SIGTERM);
        }

        _loop.After(PatienceMilliseconds, () => Kernel.TryPidfdSendSignal(_daemon, Signal.SIGKILL));
    }
}
