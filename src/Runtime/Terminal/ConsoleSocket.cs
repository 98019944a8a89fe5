using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Terminal;

/// <summary>The socket of a caller that wants the terminal's master.</summary>
/// <remarks>runc docs/terminals.md: one message with one descriptor.</remarks>
internal static class ConsoleSocket
{
    public static FileDescriptor Connect(string path)
    {
        var socket = Kernel.UnixSocket();
        try
        {
            Kernel.ConnectUnix(socket, path);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
