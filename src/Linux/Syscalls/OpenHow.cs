using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

/// <summary>The argument of openat2(2).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct OpenHow
{
    public ulong Flags;
    public ulong Mode;
    public ulong Resolve;
}
