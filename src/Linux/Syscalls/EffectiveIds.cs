using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    /// <summary>The user with whose rights this process acts.</summary>
    /// <remarks>geteuid(2)</remarks>
    public static uint EffectiveUser() => GetEUid();

    /// <remarks>getegid(2)</remarks>
    public static uint EffectiveGroup() => GetEGid();

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEUid();

    [LibraryImport("libc", EntryPoint = "getegid")]
    private static partial uint GetEGid();
}
