using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Shim.Streams;

namespace Gantry.Runtime.Shim.Processes;

/// <summary>A process that the runtime has made for us, and our ends of its streams.</summary>
/// <param name="Pid">In our pid namespace.</param>
/// <param name="Handle">Null where it has ended and been reaped already.</param>
/// <param name="Channels">The receiver's to own.</param>
internal sealed record LaunchedProcess(int Pid, FileDescriptor? Handle, Channels Channels);

/// <summary>Has the runtime make a process with pipes or a terminal: the container's own, or one executed in it.</summary>
internal sealed class ProcessLaunch : IDisposable
{
    private readonly PidFile _pidFile;
    private readonly ConsoleSocket? _console;
    private readonly ChildStreams _streams;
    private readonly bool _hasInput;

    /// <summary>Makes the pipes, or the socket over which the terminal will come.</summary>
    /// <param name="directory">Where the runtime can leave the pid.</param>
    /// <param name="name">Tells launches of one directory apart.</param>
    /// <param name="hasTerminal">Whether the runtime will make a terminal.</param>
    /// <param name="stdin">Whether there is input.</param>
    /// <param name="stdout">Whether output is wanted; the terminal's in any case.</param>
    /// <param name="stderr">Whether error output is wanted, without a terminal.</param>
    public ProcessLaunch(string directory, string name, bool hasTerminal, bool stdin, bool stdout, bool stderr)
    {
        _hasInput = stdin;
        _pidFile = new PidFile(Path.Combine(directory, $"{name}.pid"));
        _console = hasTerminal ? new ConsoleSocket(directory, $"{name}.sock") : null;
        _streams = hasTerminal ? ChildStreams.Pipes(false, false, false) : ChildStreams.Pipes(stdin, stdout, stderr);
    }

    /// <summary>Runs the command.</summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="verb">The verb and its options.</param>
    /// <param name="id">The container.</param>
    /// <param name="launched">Called with the process.</param>
    /// <param name="failed">Called with the reason instead.</param>
    public void Run(OciRuntime runtime, string[] verb, string id, Action<LaunchedProcess> launched, Action<string> failed)
    {
        string[] console = _console is null ? [] : ["--console-socket", _console.Path];
        runtime.Run(
            [.. verb, "--pid-file", _pidFile.Path, .. console, id],
            outcome => Finish(outcome, launched, failed),
            _streams.Theirs,
            _streams.Ours.Error,
            makesProcess: true);
        _streams.CloseTheirs();
    }

    public void Dispose()
    {
        _pidFile.Dispose();
        _console?.Dispose();
        _streams.CloseTheirs();
    }

    private void Finish(RuntimeOutcome outcome, Action<LaunchedProcess> launched, Action<string> failed)
    {
        using (this)
        {
            LaunchedProcess process;
            try
            {
                process = outcome.Succeeded ? Collect() : throw new IOException(outcome.Failure);
            }
            catch (Exception e) when (e is IOException or InvalidDataException)
            {
                _streams.Dispose();
                failed(e.Message);
                return;
            }

            launched(process);
        }
    }

    private LaunchedProcess Collect()
    {
        var pid = _pidFile.Read();
        var channels = _console is null ? _streams.Ours : Channels.OfTerminal(_console.Receive(), _hasInput);
        return new LaunchedProcess(pid, Kernel.TryPidfdOpen(pid), channels);
    }
}
