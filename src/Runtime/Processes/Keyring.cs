using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Child;

namespace Gantry.Runtime.Processes;

/// <summary>Adds the step that gives a container a session keyring of its own, so that it does not see its caller's.</summary>
/// <remarks>keyctl(2) KEYCTL_JOIN_SESSION_KEYRING</remarks>
internal static class Keyring
{
    private const int JoinSession = 1;

    /// <summary>A kernel without keyrings, or a filter around the runtime itself, is no obstacle.</summary>
    public static void AddSession(ChildProgram program, string containerId) =>
        program.Call(SyscallNumber.Keyctl, "keyctl"u8, 0, JoinSession, program.Memory.Text($"_ses.{containerId}"))
            .Allow(Errno.ENOSYS, Errno.EPERM, Errno.EACCES);
}
