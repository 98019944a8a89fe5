using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Shim.Streams;

/// <summary>The shim's ends of a process's streams; null where there is none. None of them blocks.</summary>
internal sealed record Channels : IDisposable
{
    public FileDescriptor? Input { get; init; }
    public FileDescriptor? Output { get; init; }
    public FileDescriptor? Error { get; init; }

    /// <summary>The terminal's master, by which it is resized. Input and output are copies of it: each is watched for itself.</summary>
    public FileDescriptor? Terminal { get; init; }

    public static Channels OfTerminal(FileDescriptor master, bool hasInput)
    {
        Kernel.SetNonBlocking(master);
        return new Channels
        {
            Input = hasInput ? Kernel.DuplicateAbove(master) : null,
            Output = Kernel.DuplicateAbove(master),
            Terminal = master,
        };
    }

    public void Dispose()
    {
        Input?.Dispose();
        Output?.Dispose();
        Error?.Dispose();
        Terminal?.Dispose();
    }
}
