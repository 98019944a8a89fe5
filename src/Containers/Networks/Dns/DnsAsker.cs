using System.Net;
using System.Net.Sockets;
using Gantry.Containers.Lifecycle;

namespace Gantry.Containers.Networks.Dns;

/// <summary>A container that asks for names.</summary>
public sealed record DnsAsker
{
    public required ContainerId Id { get; init; }

    /// <summary>Whom to ask what is not known here, from the container's own network; none means those that the host asks.</summary>
    public IReadOnlyList<IPAddress> Servers { get; init; } = [];

    /// <summary>Whether it has a way out, at the moment. One without is not given one by its questions (CVE-2024-29018).</summary>
    public Func<bool> ReachesOut { get; init; } = static () => true;

    /// <summary>Opens a socket in the container's network.</summary>
    public required Func<AddressFamily, SocketType, Task<Socket>> Open { get; init; }
}
