using System.Text;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime;

/// <summary>The socket of a caller that wants a handle of the process instead of its number.</summary>
/// <remarks>runc's <c>--pidfd-socket</c>: one message with one descriptor, whose text says how the process came to be.</remarks>
internal static class PidfdSocket
{
    public const string OfCreated = "standard";
    public const string OfExecuted = "setns";

    public static void Send(string path, string kind, FileDescriptor pidfd)
    {
        using var socket = Kernel.UnixSocket();
        Kernel.ConnectUnix(socket, path);
        Kernel.SendAll(socket, Encoding.ASCII.GetBytes(kind), pidfd);
    }
}
