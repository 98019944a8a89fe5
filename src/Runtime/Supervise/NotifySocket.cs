using System.Globalization;
using System.Text;
using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Events;

namespace Gantry.Runtime.Supervise;

/// <summary>Where the daemon tells that it is ready, or which process takes over from it; and where we tell our own starter.</summary>
/// <remarks>sd_notify(3)</remarks>
internal sealed class NotifySocket
{
    public const string Variable = "NOTIFY_SOCKET";

    private const string Ready = "READY=1";
    private const string MainPid = "MAINPID=";
    private const int MaxMessage = 4096;
    private const uint OwnerOnly = 0x180; // 0600

    private readonly FileDescriptor _socket;

    public NotifySocket(EventLoop loop, string path)
    {
        File.Delete(path);
        _socket = Kernel.UnixSocket(UnixSocketType.Datagram, SocketFlags.NonBlocking);
        Kernel.BindUnix(_socket, path);
        using (var entry = Kernel.Open(path, OpenFlags.PathOnly))
        {
            Kernel.ChangeMode(entry, OwnerOnly);
        }

        loop.Watch(_socket, EpollEvents.Readable, _ => Receive());
    }

    public Action? BecameReady { get; set; }

    /// <summary>Another process is the daemon from now on.</summary>
    public Action<int>? MainChanged { get; set; }

    /// <summary>Tells whoever started us, if that wants to know; it may be gone by now.</summary>
    public static void PassOnReady()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } starter)
        {
            using var socket = Kernel.UnixSocket(UnixSocketType.Datagram);
            if (Kernel.TryConnectUnix(socket, starter) == Errno.None)
            {
                Kernel.TryWrite(socket, Encoding.ASCII.GetBytes(Ready), out _);
            }
        }
    }

    private void Receive()
    {
        Span<byte> buffer = stackalloc byte[MaxMessage];
        var count = Kernel.TryRead(_socket, buffer, out _);
        foreach (var line in Encoding.UTF8.GetString(buffer[..Math.Max(count, 0)]).Split('\n'))
        {
            if (line == Ready)
            {
                BecameReady?.Invoke();
            }
            else if (line.StartsWith(MainPid, StringComparison.Ordinal)
                && int.TryParse(line.AsSpan(MainPid.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            {
                MainChanged?.Invoke(pid);
            }
        }
    }
}
