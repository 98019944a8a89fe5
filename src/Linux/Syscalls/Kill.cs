using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    /// <summary>Signals every process of a group that we lead or made; a single process is signalled by its pidfd.</summary>
    /// <returns>False where the group is empty.</returns>
    /// <remarks>kill(2) with a negative number</remarks>
    public static bool TryKillGroup(int group, Signal signal)
    {
        var result = KillCall(-group, (int)signal);
        return (result >= 0 || LastErrno != Errno.ESRCH) && Check(result, "kill", $"group {group}") == 0;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int KillCall(int pid, int signal);
}
