using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

/// <summary>What inotify(7) tells of.</summary>
[Flags]
public enum NotifyEvents : uint
{
    None = 0,
    Modified = 0x2,
    MovedFrom = 0x40,
    MovedTo = 0x80,
    Created = 0x100,
    Deleted = 0x200,

    /// <summary>The watch has ended: its file is gone.</summary>
    Ignored = 0x8000,
}

public static partial class Kernel
{
    private const int NotifyCloseOnExec = 0x80000;

    // struct inotify_event: watch, events, cookie, length of the name that follows; four bytes each.
    private const int NotifyHeaderSize = 16;
    private const int NotifyNameLength = 12;

    /// <summary>A descriptor that tells of changes of files. A user has few of them (128 by default), so one is shared.</summary>
    /// <remarks>inotify(7)</remarks>
    public static FileDescriptor OpenNotify() => Open(NotifyInit(NotifyCloseOnExec), "inotify_init1");

    /// <summary>Begins to watch a file or folder; the number stands for it in what is told.</summary>
    public static int AddNotifyWatch(FileDescriptor notify, string path, NotifyEvents events) =>
        Check(NotifyAdd(notify.Number, path, (uint)events), "inotify_add_watch", path);

    /// <summary>Stops to watch. A watch that has ended by itself is left at that.</summary>
    public static void RemoveNotifyWatch(FileDescriptor notify, int watch) => NotifyRemove(notify.Number, watch);

    /// <summary>Waits for changes, and tells the watches that they are of.</summary>
    public static List<int> ReadNotify(FileDescriptor notify)
    {
        Span<byte> buffer = stackalloc byte[4096];
        var length = Read(notify, buffer);
        var watches = new List<int>();
        for (var offset = 0; offset < length;)
        {
            watches.Add(MemoryMarshal.Read<int>(buffer[offset..]));
            offset += NotifyHeaderSize + MemoryMarshal.Read<int>(buffer[(offset + NotifyNameLength)..]);
        }

        return watches;
    }

    [LibraryImport("libc", EntryPoint = "inotify_init1", SetLastError = true)]
    private static partial int NotifyInit(int flags);

    [LibraryImport("libc", EntryPoint = "inotify_add_watch", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int NotifyAdd(int notify, string path, uint events);

    [LibraryImport("libc", EntryPoint = "inotify_rm_watch", SetLastError = true)]
    private static partial int NotifyRemove(int notify, int watch);}
