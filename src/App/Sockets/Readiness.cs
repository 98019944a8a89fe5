using System.Net.Sockets;
using System.Text;

namespace Gantry.App.Sockets;

/// <summary>Tells the supervisor that this process is ready.</summary>
/// <remarks>sd_notify(3)</remarks>
internal static class Readiness
{
    public const string Variable = "NOTIFY_SOCKET";
    public const string Message = "READY=1";

    public static void Tell()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } path)
        {
            return;
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            // An @ stands for the zero byte of an abstract name.
            socket.Connect(new UnixDomainSocketEndPoint(path[0] == '@' ? "\0" + path[1..] : path));
            socket.Send(Encoding.ASCII.GetBytes(Message));
        }
        catch (SocketException)
        {
            // Who waited for the first start is not there any more at the second.
        }
    }
}
