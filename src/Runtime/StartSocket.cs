using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Child;

namespace Gantry.Runtime;

/// <summary>The socket at which a created container waits for <c>start</c>, and tells it how that went.</summary>
internal static class StartSocket
{
    /// <summary>Made by <c>create</c>, inherited by the container's first process.</summary>
    public static FileDescriptor Listen(string path)
    {
        using var socket = Kernel.UnixSocket(UnixSocketType.SequencedPacket);
        Kernel.BindUnix(socket, path);
        Kernel.Listen(socket, 1);
        return Kernel.DuplicateAbove(socket, Channel.FirstKept);
    }

    /// <summary>Lets the container run; returns when its program has been executed.</summary>
    /// <exception cref="StartException">It could not be; the container is dead.</exception>
    /// <exception cref="LinuxException">ENOENT, ECONNREFUSED: nobody waits there.</exception>
    public static void Start(string path)
    {
        using var socket = Kernel.UnixSocket(UnixSocketType.SequencedPacket);
        Kernel.ConnectUnix(socket, path);

        // Gone from here on, so that the state is no longer "created" whatever becomes of us.
        File.Delete(path);
        var buffer = new byte[ChildReport.MaxBytes];
        var report = ChildReport.Parse(buffer.AsSpan(0, Kernel.Read(socket, buffer)));
        if (report.Kind == ReportKind.Failed)
        {
            throw new StartException(report.Message);
        }
    }
}
