using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Child;

namespace Gantry.Runtime.Processes;

/// <summary>Adds the steps that go to a process's working directory.</summary>
internal static class WorkingDirectory
{
    private const int PathBytes = 4096;

    /// <summary>First try, before the user is set: a directory may be root's alone.</summary>
    public static void AddAsRoot(ChildProgram program, string path) =>
        program.Chdir(path).Allow(Errno.EACCES, Errno.EPERM);

    /// <summary>
    /// Second try, as the user: on a network file system only the user may enter. Then asks the kernel where that is: a directory outside the root has a path that
    /// does not begin with a slash.
    /// </summary>
    /// <remarks>
    /// CVE-2024-21626: "/proc/self/fd/N" as the working directory led to a leaked descriptor of the host's. No such descriptor is open any more at this point, and if one were, this would find it.
    /// </remarks>
    public static void AddAsUser(ChildProgram program, string path)
    {
        program.Describe($"error setting working directory \"{path}\"");
        program.Chdir(path);
        var buffer = program.NewBuffer(PathBytes);
        var inside = program.NewLabel();
        program.Call(SyscallNumber.GetCwd, "getcwd"u8, 0, buffer.Address, PathBytes).Allow(Errno.ENOENT);
        program.JumpIf(buffer, '/', inside, mask: 0xFF);
        program.Fail(Errno.None, "the directory lies outside of the container's root");
        program.Mark(inside);
        program.Describe(null);
    }
}
