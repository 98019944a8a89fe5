using System.Text;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Cli;

/// <summary>The standard streams, without the cost of a console.</summary>
internal static class Output
{
    public static void Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    public static void Write(ReadOnlySpan<byte> bytes)
    {
        var standardOutput = FileDescriptor.Borrow(1);
        while (!bytes.IsEmpty)
        {
            bytes = bytes[Kernel.Write(standardOutput, bytes)..];
        }
    }

    /// <summary>A line on standard error; that nobody reads it is no failure.</summary>
    public static void Error(string line) => Kernel.TryWrite(FileDescriptor.Borrow(2), Encoding.UTF8.GetBytes($"{line}\n"), out _);
}
