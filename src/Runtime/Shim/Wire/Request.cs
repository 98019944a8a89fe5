using Gantry.Linux;
using Gantry.ShimProtocol;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Shim.Wire;

/// <summary>A request that has been taken and must be answered once. Its connection takes no further frame until then, so answers keep the order of requests.</summary>
internal sealed class Request(Connection connection, byte[] body)
{
    public Connection Connection { get; } = connection;

    public ReadOnlySpan<byte> Body => body;

    public bool IsAnswered { get; private set; }

    public void Done() => Answer(FrameKind.Done);

    public void Fail(string reason) => Answer(FrameKind.Failed, new Failed { Reason = reason });

    public void Answer(FrameKind kind, IMessage? message = null)
    {
        if (!IsAnswered)
        {
            IsAnswered = true;
            Connection.Send(kind, message);
            Connection.Resume();
        }
    }

    /// <summary>Runs a part of the work, and answers with the failure where the kernel, a file or the request's content stands in its way.</summary>
    /// <returns>Whether it went through.</returns>
    public bool Try(Action work)
    {
        try
        {
            work();
            return true;
        }
        catch (Exception e) when (IsRefusal(e))
        {
            Fail(e.Message);
            return false;
        }
    }

    /// <summary>Whether an exception tells why a request cannot be carried out, and not that the shim has a fault.</summary>
    public static bool IsRefusal(Exception e) =>
        e is LinuxException or IOException or InvalidDataException or UnauthorizedAccessException or InvalidOperationException or ArgumentException;
}
