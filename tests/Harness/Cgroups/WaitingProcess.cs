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

    private readonly ChildProcess child;
    private readonly PipeEnds input = Kernel.Pipe();
    private readonly PipeEnds output = Kernel.Pipe();
    private bool waited;

    /// <summary>Starts the shell.</summary>
    /// <param name="script">Run by /bin/sh once <see cref="Go"/> was called; its output is read by <see cref="ReadLine"/>.</param>
    public WaitingProcess(string script = Echo)
    {
        child = new Spawn
        {
            Path = "/bin/sh",
            Arguments = ["sh", "-c", "read go\n" + script],
            Environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"],
            Descriptors = new Dictionary<int, FileDescriptor> { [0] = input.Read, [1] = output.Write, [2] = output.Write },
        }.StartChild();
        input.Read.Dispose();
        output.Write.Dispose();
    }

    public int Pid => child.Pid;

    public void Go() => Send("");

    public void Send(string line) => Kernel.Write(input.Write, Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>The next line; null when it does not come in time, or never will.</summary>
    public string? ReadLine(int timeoutMilliseconds = 10_000)
    {
        var line = new List<byte>();
        Span<byte> one = stackalloc byte[1];
        Span<PollEntry> entries = [new PollEntry(output.Read, PollEvents.Readable)];
        while (Kernel.Poll(entries, timeoutMilliseconds) > 0 && Kernel.Read(output.Read, one) == 1)
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
        waited = true;
        return child.Wait();
    }

    public void Dispose()
    {
        input.Write.Dispose();
        if (!waited)
        {
            child.TrySignal(Signal.SIGKILL);
            child.Wait();
        }

        output.Read.Dispose();
        child.Dispose();
    }
}
