using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    private const ulong BindFlag = 0x1000;
    private const int DetachFlag = 0x2;
    private const int NoFollowFlag = 0x8;

    /// <summary>Shows one file or directory at a second place.</summary>
    /// <remarks>mount(2), MS_BIND. For a path that somebody else wrote use the calls that act on handles.</remarks>
    public static void BindMount(string source, string target) =>
        Check(MountByPath(source, target, null, BindFlag, 0), "mount", target);

    /// <summary>Takes the topmost mount at a path away at once; it goes for good when its last user does.</summary>
    /// <remarks>umount2(2), MNT_DETACH and UMOUNT_NOFOLLOW</remarks>
    public static void DetachMount(string target) =>
        Check(UnmountByPath(target, DetachFlag | NoFollowFlag), "umount2", target);

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MountByPath(string source, string target, string? type, ulong flags, nint data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnmountByPath(string target, int flags);
}
