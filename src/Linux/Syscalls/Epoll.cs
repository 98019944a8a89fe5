using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

/// <summary>What epoll(7) waits for and reports.</summary>
[Flags]
public enum EpollEvents : uint
{
    None = 0,
    Readable = 0x1,
    Writable = 0x4,

    /// <summary>Reported unasked, as is <see cref="HangUp"/>.</summary>
    Error = 0x8,
    HangUp = 0x10,

    /// <summary>The peer of a stream socket will write no more.</summary>
    PeerClosed = 0x2000,

    /// <summary>Reports what is new, once, and not what still is.</summary>
    EdgeTriggered = 0x80000000,
}

/// <summary>Something happened on the descriptor that was added with this token.</summary>
public readonly record struct EpollReady(EpollEvents Events, ulong Token);

public static partial class Kernel
{
    private const int EpollAddOperation = 1;
    private const int EpollDeleteOperation = 2;
    private const int EpollModifyOperation = 3;

    // struct epoll_event is packed on x86-64 only.
    private static int EpollEventSize => Arm ? 16 : 12;

    private static int EpollDataOffset => Arm ? 8 : 4;

    public static FileDescriptor EpollCreate() => Open(EpollCreateCall(SocketCloseOnExec), "epoll_create1");

    /// <summary>Reports what happens on a descriptor, with a token of the caller's choice, from now on.</summary>
    /// <exception cref="LinuxException">EPERM: a regular file is always ready and cannot be waited for.</exception>
    public static void EpollAdd(FileDescriptor epoll, FileDescriptor descriptor, EpollEvents events, ulong token) =>
        EpollControl(epoll, EpollAddOperation, descriptor, events, token);

    public static void EpollModify(FileDescriptor epoll, FileDescriptor descriptor, EpollEvents events, ulong token) =>
        EpollControl(epoll, EpollModifyOperation, descriptor, events, token);

    /// <summary>Needed before a descriptor is closed of which a copy is open elsewhere: the kernel would go on reporting it.</summary>
    public static void EpollRemove(FileDescriptor epoll, FileDescriptor descriptor) =>
        EpollControl(epoll, EpollDeleteOperation, descriptor, EpollEvents.None, 0);

    /// <summary>Waits until something happens.</summary>
    /// <param name="epoll">Of <see cref="EpollCreate"/>.</param>
    /// <param name="ready">Where what happened is told; at most 64 at a time.</param>
    /// <param name="timeoutMilliseconds">-1 waits without end; 0 only looks.</param>
    /// <returns>How many of <paramref name="ready"/> were filled; 0 when the time was up or a signal came.</returns>
    public static unsafe int EpollWait(FileDescriptor epoll, Span<EpollReady> ready, int timeoutMilliseconds)
    {
        var most = Math.Min(ready.Length, 64);
        var events = stackalloc byte[64 * 16];
        var count = EpollWaitCall(epoll.Number, events, most, timeoutMilliseconds);
        if (count < 0 && LastErrno == Errno.EINTR)
        {
            return 0;
        }

        Check(count, "epoll_wait");
        for (var i = 0; i < count; i++)
        {
            var entry = events + (i * EpollEventSize);
            ready[i] = new EpollReady((EpollEvents)(*(uint*)entry), *(ulong*)(entry + EpollDataOffset));
        }

        return count;
    }

    private static unsafe void EpollControl(FileDescriptor epoll, int operation, FileDescriptor descriptor, EpollEvents events, ulong token)
    {
        var entry = stackalloc byte[16];
        *(uint*)entry = (uint)events;
        *(ulong*)(entry + EpollDataOffset) = token;
        Check(EpollControlCall(epoll.Number, operation, descriptor.Number, entry), "epoll_ctl");
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int EpollCreateCall(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static unsafe partial int EpollControlCall(int epoll, int operation, int descriptor, byte* entry);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static unsafe partial int EpollWaitCall(int epoll, byte* events, int most, int timeout);
}
