using System.Text;
using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Files;

/// <summary>Files of procfs and sysfs, which take a value in one write and give it in a few reads.</summary>
public static class PseudoFile
{
    /// <summary>The most that is read of one file, in bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    public static void Write(string path, string value)
    {
        using var file = Kernel.Open(path, OpenFlags.WriteOnly);
        Write(file, value, path);
    }

    /// <summary>Writes to an open file; <paramref name="path"/> names it in an error.</summary>
    public static void Write(FileDescriptor file, string value, string path)
    {
        if (Kernel.TryWrite(file, Encoding.UTF8.GetBytes(value), out var errno) < 0)
        {
            throw new LinuxException("write", errno, path);
        }
    }

    /// <summary>The whole file as text.</summary>
    /// <exception cref="LinuxException">The file cannot be read, or is longer than <see cref="MaxBytes"/> (EFBIG).</exception>
    public static string Read(string path) => Encoding.UTF8.GetString(ReadBytes(path));

    public static byte[] ReadBytes(string path, int maxBytes = MaxBytes)
    {
        using var file = Kernel.Open(path, OpenFlags.ReadOnly);
        var buffer = new byte[4096];
        var length = 0;
        while (true)
        {
            var count = Kernel.TryRead(file, buffer.AsSpan(length), out var errno);
            if (count < 0)
            {
                throw new LinuxException("read", errno, path);
            }

            length += count;
            if (count == 0)
            {
                return buffer[..length];
            }

            if (length > maxBytes)
            {
                throw new LinuxException("read", Errno.EFBIG, path);
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }
    }
}
