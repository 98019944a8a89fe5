namespace Gantry.Containers.Lifecycle;

/// <summary>How a container is to be on one network.</summary>
public sealed record NetworkMembership
{
    public required string NetworkId { get; init; }

    public required string NetworkName { get; init; }

    /// <summary>Null takes one that is free.</summary>
    public string? AddressV4 { get; init; }

    /// <summary>As <see cref="AddressV4"/>.</summary>
    public string? AddressV6 { get; init; }

    /// <summary>Null makes one of the IPv4 address.</summary>
    public string? MacAddress { get; init; }

    /// <summary>Further names by which others on the network find it.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Names that this container alone has for others.</summary>
    public IReadOnlyList<ContainerLink> Links { get; init; } = [];

    public IReadOnlyDictionary<string, string> DriverOptions { get; init; } = new Dictionary<string, string>();

    /// <summary>The network with the highest leads out.</summary>
    public int GatewayPriority { get; init; }
}

/// <summary>A name for another container.</summary>
/// <param name="Container">Its name or id, as it was asked for.</param>
/// <param name="Alias">What it is called.</param>
public sealed record ContainerLink(string Container, string Alias);
