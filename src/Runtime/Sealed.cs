using System.Runtime.InteropServices;
using Gantry.Linux;
using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime;

/// <summary>Makes sure that the runtime's own file cannot be written through /proc/PID/exe, which a container gets to see while the runtime is in it.</summary>
/// <remarks>
/// CVE-2019-5736. The runtime executes itself once more, through a read-only mount that is attached nowhere. A caller that starts it through such a mount saves that time.
/// </remarks>
internal static partial class Sealed
{
    private const string Self = "/proc/self/exe";

    /// <summary>Returns in a process whose file is out of reach.</summary>
    /// <param name="arguments">Without the program's own name.</param>
    /// <param name="blockSignals">Whether all threads are to have their signals blocked, for a command that passes signals on: only execve gives every thread a mask.</param>
    public static void Ensure(IReadOnlyList<string> arguments, bool blockSignals)
    {
        if (Kernel.IsOnReadOnlyMount(Self) && (!blockSignals || Kernel.IsBlocked(Signal.SIGTERM)))
        {
            return;
        }

        if (blockSignals)
        {
            Kernel.BlockSignalMask(Kernel.AllSignals);
        }

        try
        {
            using var self = SealedProgram.Open(Self);
            Execute(self.Path, ["gantry-runtime", .. arguments]);
        }
        catch (LinuxException e) when (e.Errno == Errno.EPERM)
        {
            // Without CAP_SYS_ADMIN there is no such mount; but then the containers are not root's either, and cannot write root's file.
        }
    }

    private static void Execute(string path, IReadOnlyList<string> arguments)
    {
        using var vector = new NativeStringArray(arguments);
        ExecV(path, vector.Pointer);
        throw new LinuxException("execv", (Errno)Marshal.GetLastPInvokeError(), path);
    }

    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ExecV(string path, nint arguments);
}
