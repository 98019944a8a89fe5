namespace Gantry.Containers.Lifecycle;

public enum NetworkMode
{
    /// <summary>Networks with a bridge, the default one or others.</summary>
    Bridge = 0,

    /// <summary>A namespace with nothing but a loopback interface.</summary>
    None = 1,
    Host = 2,

    /// <summary>The namespace of another container, which must run.</summary>
    Container = 3,
}

/// <summary>How a container is connected, and what it is told about names.</summary>
public sealed record NetworkSpec
{
    public NetworkMode Mode { get; init; }

    /// <summary>The id of the other container; null for other modes.</summary>
    public string? Container { get; init; }

    /// <summary>The networks it is on, for <see cref="NetworkMode.Bridge"/>; the one it was made for first.</summary>
    public IReadOnlyList<NetworkMembership> Networks { get; init; } = [];

    public IReadOnlyList<PortSpec> Ports { get; init; } = [];

    /// <summary>The ports that the program says it serves, published or not.</summary>
    public IReadOnlyList<ExposedPort> Exposed { get; init; } = [];

    /// <summary>Replace the host's in resolv.conf where there are any.</summary>
    public IReadOnlyList<string> DnsServers { get; init; } = [];

    public IReadOnlyList<string> DnsSearch { get; init; } = [];
    public IReadOnlyList<string> DnsOptions { get; init; } = [];

    /// <summary>Further lines of /etc/hosts.</summary>
    public IReadOnlyList<HostEntry> ExtraHosts { get; init; } = [];
}

/// <summary>A port that the program serves.</summary>
public sealed record ExposedPort(string Protocol, int Port);

/// <summary>A line of /etc/hosts.</summary>
/// <param name="Name">The host's name.</param>
/// <param name="Address">An address, or <c>host-gateway</c>.</param>
public sealed record HostEntry(string Name, string Address);

/// <summary>A port of the host that leads to one of the container.</summary>
/// <param name="Protocol">tcp, udp or sctp.</param>
/// <param name="ContainerPort">1 to 65535.</param>
/// <param name="HostAddress">Empty means every address of the host.</param>
/// <param name="FirstHostPort">The first port that may be taken; 0 takes any that is free.</param>
/// <param name="LastHostPort">The last port that may be taken.</param>
public sealed record PortSpec(string Protocol, int ContainerPort, string HostAddress, int FirstHostPort, int LastHostPort);
