using System.Runtime.InteropServices;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Events;

/// <summary>A process of ours has ended and has been reaped.</summary>
/// <param name="Pid">Free for others by now.</param>
/// <param name="Code">128 + n when signal n ended it.</param>
/// <param name="Time">Nanoseconds since 1970, UTC.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct ReapedExit(int Pid, int Code, long Time);

/// <summary>The one thread of a process that waits for its children: whoever they are, in the order in which they end.</summary>
/// <remarks>
/// No SIGCHLD: signals merge, and so exits get lost. What it reaps goes to the event loop through a pipe, which is at once queue, wake-up and limit.
/// A process without children has no descendants either (an orphan is handed to us before its parent can be reaped), so after ECHILD only a spawn
/// can bring new ones.
/// </remarks>
internal sealed class Reaper
{
    private const int StackBytes = 128 * 1024;

    private readonly PipeEnds _exits = Kernel.Pipe();
    private readonly PipeEnds _spawned = Kernel.Pipe();
    private readonly Action<ReapedExit> _reaped;

    private Reaper(Action<ReapedExit> reaped)
    {
        _reaped = reaped;
        Kernel.SetNonBlocking(_spawned.Write);
    }

    /// <summary>Starts the thread; <paramref name="reaped"/> is called by the loop.</summary>
    public static Reaper Start(EventLoop loop, Action<ReapedExit> reaped)
    {
        var reaper = new Reaper(reaped);
        loop.Watch(reaper._exits.Read, EpollEvents.Readable, _ => reaper.Receive());
        new Thread(reaper.ReapForever, StackBytes) { IsBackground = true, Name = "reaper" }.Start();
        return reaper;
    }

    /// <summary>To be called after each spawn: there is a child to wait for.</summary>
    public void ChildStarted()
    {
        // EAGAIN: there is news enough in the pipe already.
        _ = Kernel.TryWrite(_spawned.Write, [0], out _);
    }

    private void ReapForever()
    {
        Span<byte> news = stackalloc byte[64];
        while (true)
        {
            if (Kernel.TryWaitForAnyChild() is { } child)
            {
                var exit = new ReapedExit(child.Pid, child.Status.ShellCode, Kernel.RealTime());
                Kernel.WriteAll(_exits.Write, MemoryMarshal.AsBytes(new ReadOnlySpan<ReapedExit>(in exit)));
            }
            else
            {
                Kernel.Read(_spawned.Read, news);
            }
        }
    }

    private void Receive()
    {
        var exit = default(ReapedExit);
        var record = MemoryMarshal.AsBytes(new Span<ReapedExit>(ref exit));
        var count = Kernel.TryRead(_exits.Read, record, out var errno);
        _reaped(count == record.Length ? exit : throw new LinuxException("read", errno, "exits"));
    }
}
