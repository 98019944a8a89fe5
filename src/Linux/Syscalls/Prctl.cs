using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

/// <summary>First arguments of prctl(2).</summary>
public enum PrctlOption
{
    /// <summary>1: permitted capabilities outlive a change from root to another user, until execve.</summary>
    SetKeepCapabilities = 8,
    /// <summary>What <c>ps</c> and <c>/proc/PID/comm</c> call the thread; the first one's is the process's.</summary>
    SetName = 15,
    CapabilityBoundingRead = 23,
    CapabilityBoundingDrop = 24,

    /// <summary>1: orphans below become the caller's children.</summary>
    SetChildSubreaper = 36,

    /// <summary>1: execve gives no privilege any more; there is no way back.</summary>
    SetNoNewPrivileges = 38,

    /// <summary>The second argument is a <see cref="AmbientOperation"/>.</summary>
    CapabilityAmbient = 47,
}

/// <summary>Second arguments of <see cref="PrctlOption.CapabilityAmbient"/>.</summary>
public enum AmbientOperation
{
    /// <summary>Fails with EPERM unless the capability is both permitted and inheritable.</summary>
    Raise = 2,
    ClearAll = 4,
}

public static partial class Kernel
{
    /// <summary>Sets or asks an attribute of the calling thread or process.</summary>
    /// <remarks>prctl(2)</remarks>
    public static int Prctl(PrctlOption option, nint a = 0, nint b = 0) => Check(PrctlCall((int)option, a, b), $"prctl {option}");

    /// <summary>Names the calling thread; called by a process's first one, the process.</summary>
    /// <param name="name">A literal: zero follows it. The kernel keeps 15 bytes.</param>
    public static unsafe void NameThread(ReadOnlySpan<byte> name)
    {
        fixed (byte* text = name)
        {
            Prctl(PrctlOption.SetName, (nint)text);
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int PrctlCall(int option, nint a = 0, nint b = 0, nint c = 0, nint d = 0);
}
