using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Shim.Streams;

namespace Gantry.Runtime.Shim.Processes;

/// <summary>The two sides of the pipes of a process that is about to be made: ours, and its, which the runtime inherits and passes on.</summary>
internal sealed class ChildStreams : IDisposable
{
    private ChildStreams(Channels ours, IReadOnlyDictionary<int, FileDescriptor> theirs)
    {
        Ours = ours;
        Theirs = theirs;
    }

    public Channels Ours { get; }

    /// <summary>By the number that each has in the process.</summary>
    public IReadOnlyDictionary<int, FileDescriptor> Theirs { get; }

    public static ChildStreams Pipes(bool stdin, bool stdout, bool stderr)
    {
        var theirs = new Dictionary<int, FileDescriptor>();
        var ours = new Channels
        {
            Input = stdin ? Writing(theirs, 0) : null,
            Output = stdout ? Reading(theirs, 1) : null,
            Error = stderr ? Reading(theirs, 2) : null,
        };
        return new ChildStreams(ours, theirs);
    }

    /// <summary>Closes the process's side: after that, ours see its end.</summary>
    public void CloseTheirs()
    {
        foreach (var descriptor in Theirs.Values)
        {
            descriptor.Dispose();
        }
    }

    public void Dispose()
    {
        CloseTheirs();
        Ours.Dispose();
    }

    private static FileDescriptor Writing(Dictionary<int, FileDescriptor> theirs, int number)
    {
        var pipe = Kernel.Pipe();
        theirs[number] = pipe.Read;
        Kernel.SetNonBlocking(pipe.Write);
        return pipe.Write;
    }

    private static FileDescriptor Reading(Dictionary<int, FileDescriptor> theirs, int number)
    {
        var pipe = Kernel.Pipe();
        theirs[number] = pipe.Write;
        Kernel.SetNonBlocking(pipe.Read);
        return pipe.Read;
    }
}
