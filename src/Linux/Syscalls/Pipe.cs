using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

/// <summary>The two ends of a pipe, both close-on-exec.</summary>
public sealed record PipeEnds(FileDescriptor Read, FileDescriptor Write) : IDisposable
{
    public void Dispose()
    {
        Read.Dispose();
        Write.Dispose();
    }
}

public static partial class Kernel
{
    /// <summary>A new pipe.</summary>
    /// <param name="flags"><see cref="OpenFlags.NonBlocking"/> or nothing.</param>
    /// <remarks>pipe2(2)</remarks>
    public static unsafe PipeEnds Pipe(OpenFlags flags = default)
    {
        var numbers = stackalloc int[2];
        Check(Pipe2(numbers, (int)(flags | OpenFlags.CloseOnExec)), "pipe2");
        return new PipeEnds(new FileDescriptor(numbers[0]), new FileDescriptor(numbers[1]));
    }

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static unsafe partial int Pipe2(int* numbers, int flags);
}
