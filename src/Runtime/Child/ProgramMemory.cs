using System.Runtime.InteropServices;
using System.Text;

namespace Gantry.Runtime.Child;

/// <summary>Unmanaged memory for a program's instructions and data; the process that holds it is short-lived, so it is never freed.</summary>
internal sealed unsafe class ProgramMemory
{
    private const int ChunkBytes = 64 * 1024;

    private byte* _next;
    private nint _left;

    /// <summary>Zeroed memory, aligned for any field.</summary>
    public void* Take(nint bytes)
    {
        bytes = (bytes + 15) & ~15;
        if (bytes > _left)
        {
            _left = Math.Max(bytes, ChunkBytes);
            _next = (byte*)NativeMemory.AllocZeroed((nuint)_left);
        }

        var taken = _next;
        _next += bytes;
        _left -= bytes;
        return taken;
    }

    /// <summary>A zero-terminated copy.</summary>
    /// <exception cref="ArgumentException">The text contains a zero byte, at which the kernel would silently cut it.</exception>
    public nint Text(string text)
    {
        if (text.Contains('\0'))
        {
            throw new ArgumentException("a string for the kernel cannot contain a zero byte", nameof(text));
        }

        var bytes = Encoding.UTF8.GetByteCount(text);
        var copy = (byte*)Take(bytes + 1);
        Encoding.UTF8.GetBytes(text, new Span<byte>(copy, bytes));
        return (nint)copy;
    }

    public nint Bytes(ReadOnlySpan<byte> bytes)
    {
        var copy = (byte*)Take(bytes.Length);
        bytes.CopyTo(new Span<byte>(copy, bytes.Length));
        return (nint)copy;
    }

    /// <summary>A null-terminated array of strings, as execve wants it.</summary>
    /// <param name="last">One more string, already laid out; zero for none.</param>
    public nint TextArray(IReadOnlyList<string> texts, nint last = 0)
    {
        var array = (nint*)Take((texts.Count + 2) * sizeof(nint));
        for (var i = 0; i < texts.Count; i++)
        {
            array[i] = Text(texts[i]);
        }

        array[texts.Count] = last;
        return (nint)array;
    }

    public T* New<T>(T value)
        where T : unmanaged
    {
        var copy = (T*)Take(sizeof(T));
        *copy = value;
        return copy;
    }
}
