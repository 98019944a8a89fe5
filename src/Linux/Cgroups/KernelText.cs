using System.Text;
using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Cgroups;

/// <summary>Reads the small texts that the kernel makes up when they are read.</summary>
internal static class KernelText
{
    /// <summary>All of an open file; the path is for the error.</summary>
    public static string ReadToEnd(FileDescriptor file, string path)
    {
        var buffer = new byte[4096];
        var filled = 0;
        while (true)
        {
            var count = Kernel.TryRead(file, buffer.AsSpan(filled), out var errno);
            if (count < 0)
            {
                throw new LinuxException("read", errno, path);
            }

            if (count == 0)
            {
                return Encoding.UTF8.GetString(buffer, 0, filled);
            }

            filled += count;
            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }
    }

    /// <summary>Reads again what may have changed.</summary>
    public static string ReadFromStart(FileDescriptor file, string path)
    {
        Kernel.SeekToStart(file);
        return ReadToEnd(file, path);
    }

    public static string ReadFile(string path)
    {
        using var file = Kernel.Open(path, OpenFlags.ReadOnly);
        return ReadToEnd(file, path);
    }
}
