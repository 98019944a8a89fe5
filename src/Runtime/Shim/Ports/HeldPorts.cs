using Gantry.Runtime.Events;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Shim.Ports;

/// <summary>The host ports of a container: taken while it lives, so that nobody else can have them, and relayed where packet rules cannot reach.</summary>
internal sealed class HeldPorts : IDisposable
{
    private readonly List<IDisposable> _held = [];

    /// <summary>Takes all the ports, or none.</summary>
    /// <exception cref="IOException">One of them cannot be had; in Docker's words.</exception>
    public static HeldPorts Bind(EventLoop loop, IReadOnlyList<HeldPort> ports)
    {
        var held = new HeldPorts();
        try
        {
            foreach (var port in ports)
            {
                held.Hold(loop, port);
            }

            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _held.ForEach(port => port.Dispose());
        _held.Clear();
    }

    private void Hold(EventLoop loop, HeldPort port)
    {
        switch (port.Protocol)
        {
            case "tcp":
                _held.Add(new TcpRelay(loop, port));
                break;
            case "udp":
                _held.Add(new UdpRelay(loop, port));
                break;
            case "sctp" when SctpHold.TryHold(port) is { } socket:
                _held.Add(socket);
                break;
            case "sctp":
                break;
            default:
                throw new InvalidDataException($"no protocol of ports: {port.Protocol}");
        }
    }
}
