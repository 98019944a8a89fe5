using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

/// <summary>What poll(2) waits for and reports.</summary>
[Flags]
public enum PollEvents : short
{
    None = 0,
    Readable = 0x1,
    Priority = 0x2,
    Writable = 0x4,

    /// <summary>Reported unasked, as are the two below.</summary>
    Error = 0x8,
    HangUp = 0x10,
    Invalid = 0x20,

    /// <summary>The peer of a stream socket will write no more.</summary>
    PeerClosed = 0x2000,
}

/// <summary>One descriptor to poll; laid out as the kernel's <c>pollfd</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct PollEntry(FileDescriptor descriptor, PollEvents wanted)
{
    // Negative: the kernel skips the entry.
    private int _number = descriptor.Number;

    public PollEvents Wanted { get; set; } = wanted;

    /// <summary>What the last poll saw; None where nothing happened.</summary>
    public PollEvents Happened { get; private set; }

    /// <summary>Leaves this entry out of further polls.</summary>
    public void Ignore()
    {
        _number = -1;
        Happened = PollEvents.None;
    }
}

public static partial class Kernel
{
    /// <summary>Waits until something happened on one of the entries.</summary>
    /// <param name="entries">What to wait for, and where what happened is told.</param>
    /// <param name="timeoutMilliseconds">-1 waits without end; 0 only looks.</param>
    /// <returns>How many entries something happened on; 0 when the time was up.</returns>
    /// <remarks>poll(2)</remarks>
    public static unsafe int Poll(Span<PollEntry> entries, int timeoutMilliseconds = -1)
    {
        var end = Environment.TickCount64 + timeoutMilliseconds;
        fixed (PollEntry* first = entries)
        {
            while (true)
            {
                var left = timeoutMilliseconds < 0 ? -1 : (int)Math.Max(0, end - Environment.TickCount64);
                var ready = Poll(first, (nuint)entries.Length, left);
                if (ready >= 0 || LastErrno != Errno.EINTR)
                {
                    return Check(ready, "poll");
                }
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static unsafe partial int Poll(PollEntry* entries, nuint count, int timeout);
}
