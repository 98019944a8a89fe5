using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    private const ulong BindFlag = 0x1000;
    private const ulong RecursiveFlag = 0x4000;
    private const int DetachFlag = 0x2;
    private const int NoFollowFlag = 0x8;

    /// <summary>Shows one file or directory at a second place.</summary>
    /// <remarks>mount(2), MS_BIND. For a path that somebody else wrote use the calls that act on handles.</remarks>
    public static void BindMount(string source, string target) =>
        Check(MountByPath(source, target, null, BindFlag, 0), "mount", target);

    /// <summary>Mounts a file system at a path of ours, with its options in one text of less than a page.</summary>
    /// <remarks>mount(2). Newer kernels take options one by one: see <see cref="OpenFileSystem"/>.</remarks>
    public static void MountByText(string source, string target, string type, string options)
    {
        using var text = new NativeString(options);
        Check(MountByPath(source, target, type, 0, text.Pointer), "mount", target);
    }

    /// <summary>Keeps all mounts of the calling thread's namespace from reaching others, and those of others from reaching it.</summary>
    /// <remarks>mount(2), MS_REC and MS_PRIVATE</remarks>
    public static void MakeMountsPrivate() =>
        Check(MountByPath("none", "/", null, RecursiveFlag | (ulong)MountPropagation.Private, 0), "mount", "/");

    /// <summary>Takes the topmost mount at a path away at once; it goes for good when its last user does.</summary>
    /// <remarks>umount2(2), MNT_DETACH and UMOUNT_NOFOLLOW</remarks>
    public static void DetachMount(string target) =>
        Check(UnmountByPath(target, DetachFlag | NoFollowFlag), "umount2", target);

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MountByPath(string source, string target, string? type, ulong flags, nint data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnmountByPath(string target, int flags);
}
