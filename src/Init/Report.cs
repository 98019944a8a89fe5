using System.Runtime.InteropServices;

namespace Gantry.Init;

/// <summary>Sentences on the standard error, for whoever reads the container's log.</summary>
internal static unsafe partial class Report
{
    public static void Write(ReadOnlySpan<byte> text)
    {
        fixed (byte* start = text)
        {
            _ = Write(2, start, (nuint)text.Length);
        }
    }

    /// <summary>What went wrong with which command, and the number the system gave for it.</summary>
    public static void Failure(ReadOnlySpan<byte> call, byte* name, int errno)
    {
        Write("gantry-init: "u8);
        Write(call);
        Write(" "u8);
        Write(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name));
        Write(": "u8);
        Write(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(Describe(errno)));
        Write("\n"u8);
    }

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, byte* text, nuint length);

    [LibraryImport("libc", EntryPoint = "strerror")]
    private static partial byte* Describe(int errno);
}
