using System.Text.Json.Serialization;

namespace Gantry.Docker.Containers.Shapes;

/// <summary>Where a container is on its networks.</summary>
internal sealed record NetworkSettings
{
    public string Bridge { get; init; } = "";

    [JsonPropertyName("SandboxID")]
    public string SandboxId { get; init; } = "";

    public string SandboxKey { get; init; } = "";
    public required IReadOnlyDictionary<string, IReadOnlyList<PortBinding>?> Ports { get; init; }
    public bool HairpinMode { get; init; }

    [JsonPropertyName("LinkLocalIPv6Address")]
    public string LinkLocalIpv6Address { get; init; } = "";

    [JsonPropertyName("LinkLocalIPv6PrefixLen")]
    public int LinkLocalIpv6PrefixLen { get; init; }

    [JsonPropertyName("SecondaryIPAddresses")]
    public IReadOnlyList<string>? SecondaryIpAddresses { get; init; }

    [JsonPropertyName("SecondaryIPv6Addresses")]
    public IReadOnlyList<string>? SecondaryIpv6Addresses { get; init; }

    [JsonPropertyName("EndpointID")]
    public string EndpointId { get; init; } = "";

    public string Gateway { get; init; } = "";

    [JsonPropertyName("GlobalIPv6Address")]
    public string GlobalIpv6Address { get; init; } = "";

    [JsonPropertyName("GlobalIPv6PrefixLen")]
    public int GlobalIpv6PrefixLen { get; init; }

    [JsonPropertyName("IPAddress")]
    public string IpAddress { get; init; } = "";

    [JsonPropertyName("IPPrefixLen")]
    public int IpPrefixLen { get; init; }

    [JsonPropertyName("IPv6Gateway")]
    public string Ipv6Gateway { get; init; } = "";

    public string MacAddress { get; init; } = "";
    public required IReadOnlyDictionary<string, EndpointSettings> Networks { get; init; }
}
