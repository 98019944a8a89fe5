using System.Text;
using Gantry.Linux;
using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;

namespace Gantry.Harness.Cgroups;

/// <summary>A shell that waits for a line on its input before it runs a script, so that it can be put into a group first.</summary>
public sealed class WaitingProcess : IDisposable
{
    /// <summary>Says back each line it is sent, without a further process.</summary>
    public const string Echo = "while read line; do echo \"$line\"; done";

    private readonly ChildProcess _child;
    private readonly PipeEnds _input = Kernel.Pipe();
    private readonly PipeEnds _output = Kernel.Pipe();
    private bool _waited;

    /// <summary>Starts the shell.</summary>
    /// <param name="script">Run by /bin/sh once <see cref="Go"/> was called; its output is read by <see cref="ReadLine"/>.</param>
    public WaitingProcess(string script = Echo)
    {
        _child = new Spawn
        {
            Path = "/bin/sh",
            Arguments = ["sh", "-c", "read go\n" + script],
            Environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"],
            Descriptors = new Dictionary<int, FileDescriptor> { [0] = _input.Read, [1] = _output.Write, [2] = _output.Write },
        }.StartChild();
        _input.Read.Dispose();
        _output.Write.Dispose();
    }

    public int Pid => _child.Pid;

    public void Go() => Send("");

    public void Send(string line) => Kernel.Write(_input.Write, Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>The next line; null when it does not come in time, or never will.</summary>
    public string? ReadLine(int timeoutMilliseconds = 10_000)
    {
        var line = new List<byte>();
        Span<byte> one = stackalloc byte[1];
        Span<PollEntry> entries = [new PollEntry(_output.Read, PollEvents.Readable)];
        while (Kernel.Poll(entries, timeoutMilliseconds) > 0 && Kernel.Read(_output.Read, one) == 1)
        {
            if (one[0] == '\n')
            {
                return Encoding.UTF8.GetString([.. line]);
            }

            line.Add(one[0]);
        }

        return null;
    }

    /// <summary>Waits for its end.</summary>
    public ExitStatus Wait()
    {
        _waited = true;
        return _child.Wait();
    }

    public void Dispose()
    {
        _input.Write.Dispose();
        if (!_waited)
        {
            _child.TrySignal(Signal.SIGKILL);
            _child.Wait();
        }

        _output.Read.Dispose();
        _child.Dispose();
    }
}
