using System.Net.Sockets;
using System.Text;

namespace Gantry.App.Sockets;

/// <summary>Tells the supervisor, or whoever waits, how this process fares.</summary>
/// <remarks>sd_notify(3)</remarks>
internal static class Readiness
{
    public const string Variable = "NOTIFY_SOCKET";
    public const string Message = "READY=1";

    /// <summary>Begins a line that says why there is nothing to wait for.</summary>
    public const string Failure = "STATUS=";

    public static bool HasSupervisor => Supervisor.Length > 0;

    private static string Supervisor => Environment.GetEnvironmentVariable(Variable) ?? "";

    /// <summary>Tells the supervisor that this process is ready.</summary>
    public static void Tell() => Tell(Message);

    public static void Tell(string message) => Tell(Supervisor, message);

    /// <summary>Tells one that waits; an empty address is nobody's.</summary>
    public static void Tell(string address, string message)
    {
        if (address.Length == 0)
        {
            return;
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            // An @ stands for the zero byte of an abstract name.
            socket.Connect(new UnixDomainSocketEndPoint(address[0] == '@' ? "\0" + address[1..] : address));
            socket.Send(Encoding.UTF8.GetBytes(message));
        }
        catch (SocketException)
        {
            // Who waited for the first start is not there any more at the second.
        }
    }
}
