using System.Globalization;
using Gantry.Runtime.Shim.Requests;
using Gantry.ShimProtocol;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Shim.Wire;

/// <summary>A connection that asks for things, one after the other.</summary>
internal sealed class RequestRole(ContainerShim shim) : IConnectionRole
{
    private bool _hasGreeted;

    public int Take(Connection connection, FrameKind kind, ReadOnlySpan<byte> body)
    {
        if (!_hasGreeted)
        {
            Greet(connection, kind, body);
        }
        else if (kind >= FrameKind.Done)
        {
            throw new InvalidDataException($"a frame of kind {kind} is no request");
        }
        else
        {
            connection.Pause();
            Handle(new Request(connection, body.ToArray()), kind);
        }

        return body.Length;
    }

    public void OutputDrained(Connection connection) => shim.Ending.Check();

    public void Closed(Connection connection) => shim.ConnectionClosed(connection);

    private void Greet(Connection connection, FrameKind kind, ReadOnlySpan<byte> body)
    {
        if (kind != FrameKind.Hello)
        {
            throw new InvalidDataException($"the first frame is of kind {kind} and not Hello");
        }

        _ = Hello.Read(body);
        _hasGreeted = true;
        connection.Send(FrameKind.Hello, new Hello { Version = ProtocolVersion.Current, Pid = Environment.ProcessId });
    }

    private void Handle(Request request, FrameKind kind)
    {
        if (RequestHandlers.Of(kind) is not { } handle)
        {
            request.Fail(string.Create(
                CultureInfo.InvariantCulture, $"this shim speaks version {ProtocolVersion.Current}, which has no request of kind {(int)kind}"));
            return;
        }

        try
        {
            handle(shim, request);
        }
        catch (Exception e) when (Request.IsRefusal(e))
        {
            request.Fail(e.Message);
        }
    }
}
