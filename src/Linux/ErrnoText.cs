using System.Runtime.InteropServices;

namespace Gantry.Linux;

/// <summary>The C library's sentence for an error number, in the lower case that Go programs, and so Docker's users, know.</summary>
public static partial class ErrnoText
{
    public static string Of(Errno errno)
    {
        var text = Marshal.PtrToStringUTF8(StrError((int)errno)) ?? $"errno {(int)errno}";
        return text.Length > 1 && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
    }

    // Not strerror_r: the GNU and POSIX versions differ. The strings of known numbers are constants, so no buffer is shared.
    [LibraryImport("libc", EntryPoint = "strerror")]
    private static partial nint StrError(int errno);
}
