namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    private const int MoveFromEmpty = 0x4;
    private const int MoveToEmpty = 0x40;

    /// <summary>Attaches a detached mount at an open file, which lies in the calling thread's mount namespace.</summary>
    /// <param name="path">Names the place in an error.</param>
    /// <remarks>move_mount(2), Linux 5.2</remarks>
    public static void MoveMount(FileDescriptor mount, FileDescriptor target, string? path = null)
    {
        using var empty = new NativeString("");
        Check(
            Invoke(SyscallNumber.MoveMount, mount.Number, empty.Pointer, target.Number, empty.Pointer, MoveFromEmpty | MoveToEmpty), "move_mount", path);
    }
}
