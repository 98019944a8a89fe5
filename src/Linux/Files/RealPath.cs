using System.Runtime.InteropServices;

namespace Gantry.Linux.Files;

/// <summary>Paths without symbolic links.</summary>
public static unsafe partial class RealPath
{
    /// <summary>The path that a path of ours leads to.</summary>
    /// <remarks>realpath(3)</remarks>
    public static string Of(string path)
    {
        var resolved = Resolve(path, null);
        if (resolved == null)
        {
            throw new LinuxException("realpath", (Errno)Marshal.GetLastPInvokeError(), path);
        }

        try
        {
            return Marshal.PtrToStringUTF8((nint)resolved) ?? path;
        }
        finally
        {
            NativeMemory.Free(resolved);
        }
    }

    [LibraryImport("libc", EntryPoint = "realpath", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial byte* Resolve(string path, byte* buffer);
}
