using System.Runtime.InteropServices;

namespace Gantry.Linux;

/// <summary>A zero-terminated UTF-8 copy of a string in unmanaged memory, for calls made by number.</summary>
/// <exception cref="ArgumentException">The string contains a zero byte, at which the kernel would silently cut it.</exception>
public readonly struct NativeString : IDisposable
{
    public NativeString(string text)
    {
        if (text.Contains('\0'))
        {
            throw new ArgumentException("a string for the kernel cannot contain a zero byte", nameof(text));
        }

        Pointer = Marshal.StringToCoTaskMemUTF8(text);
    }

    public nint Pointer { get; }

    public void Dispose() => Marshal.FreeCoTaskMem(Pointer);
}
