using System.Globalization;
using System.Net;
using Gantry.Containers;

namespace Gantry.App.Sockets;

/// <summary>An address at which the engine listens beside its own socket, as dockerd's <c>-H</c> takes it.</summary>
internal static class DaemonAddress
{
    public const int PortWithoutTls = 2375;
    public const int PortWithTls = 2376;

    private const string Scheme = "tcp://";

    /// <summary>Reads <c>tcp://[ADDRESS][:PORT]</c>; without an address it is this machine's own.</summary>
    /// <exception cref="InvalidException">It is something else.</exception>
    public static IPEndPoint Parse(string text, bool hasTls)
    {
        if (!text.StartsWith(Scheme, StringComparison.Ordinal))
        {
            throw new InvalidException($"invalid bind address ({text}): tcp://ADDRESS:PORT is expected; the unix socket is always there, under the root");
        }

        var place = text[Scheme.Length..].TrimEnd('/');
        var colon = place.LastIndexOf(':');
        var hasPort = colon >= 0 && place.IndexOf(']', StringComparison.Ordinal) < colon;
        var host = hasPort ? place[..colon] : place;
        var port = hasTls ? PortWithTls : PortWithoutTls;
        if (hasPort && !(int.TryParse(place.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= IPEndPoint.MaxPort))
        {
            throw new InvalidException($"invalid bind address ({text}): a port from 1 to {IPEndPoint.MaxPort} is expected");
        }

        return host is "" or "localhost" ? new IPEndPoint(IPAddress.Loopback, port)
            : IPAddress.TryParse(host.Trim('[', ']'), out var address) ? new IPEndPoint(address, port)
            : throw new InvalidException($"invalid bind address ({text}): {host} is no address of an interface");
    }
}
