using System.Text.Json.Serialization;

namespace Gantry.Docker.Containers.Shapes;

/// <summary>How a container is connected to one network.</summary>
internal sealed record EndpointSettings
{
    [JsonPropertyName("IPAMConfig")]
    public EndpointIpamConfig? IpamConfig { get; init; }

    public IReadOnlyList<string>? Links { get; init; }
    public IReadOnlyList<string>? Aliases { get; init; }
    public string? MacAddress { get; init; } = "";
    public IReadOnlyDictionary<string, string>? DriverOpts { get; init; }
    public int GwPriority { get; init; }

    [JsonPropertyName("NetworkID")]
    public string? NetworkId { get; init; } = "";

    [JsonPropertyName("EndpointID")]
    public string? EndpointId { get; init; } = "";

    public string? Gateway { get; init; } = "";

    [JsonPropertyName("IPAddress")]
    public string? IpAddress { get; init; } = "";

    [JsonPropertyName("IPPrefixLen")]
    public int IpPrefixLen { get; init; }

    [JsonPropertyName("IPv6Gateway")]
    public string? Ipv6Gateway { get; init; } = "";

    [JsonPropertyName("GlobalIPv6Address")]
    public string? GlobalIpv6Address { get; init; } = "";

    [JsonPropertyName("GlobalIPv6PrefixLen")]
    public int GlobalIpv6PrefixLen { get; init; }

    [JsonPropertyName("DNSNames")]
    public IReadOnlyList<string>? DnsNames { get; init; }
}

internal sealed record EndpointIpamConfig
{
    [JsonPropertyName("IPv4Address")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Ipv4Address { get; init; }

    [JsonPropertyName("IPv6Address")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Ipv6Address { get; init; }

    [JsonPropertyName("LinkLocalIPs")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? LinkLocalIps { get; init; }
}
