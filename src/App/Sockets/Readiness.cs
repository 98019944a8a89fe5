using System.Net.Sockets;
using System.Text;

namespace Gantry.App.Sockets;

/// <summary>Tells the supervisor that this process is ready.</summary>
/// <remarks>sd_notify(3)</remarks>
internal static class Readiness
{
    public static void Tell()
    {
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is not { Length: > 0 } path)
        {
            return;
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        // An @ stands for the zero byte of an abstract name.
        socket.Connect(new UnixDomainSocketEndPoint(path[0] == '@' ? "\0" + path[1..] : path));
        socket.Send(Encoding.ASCII.GetBytes("READY=1"));
    }
}
