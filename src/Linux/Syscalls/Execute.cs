using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    /// <summary>Becomes another program. Descriptors that are not close-on-exec, the calling thread's signal mask, and ignored signals go with it.</summary>
    /// <exception cref="LinuxException">It cannot be executed.</exception>
    /// <remarks>execve(2)</remarks>
    [DoesNotReturn]
    public static void Execute(string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment)
    {
        using var vector = new NativeStringArray(arguments);
        using var variables = new NativeStringArray(environment);
        ExecuteCall(path, vector.Pointer, variables.Pointer);
        throw new LinuxException("execve", LastErrno, path);
    }

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ExecuteCall(string path, nint arguments, nint environment);
}
