using System.Text.Json.Serialization;
using Gantry.Docker.Containers.Shapes;

namespace Gantry.Docker.Networks.Shapes;

/// <summary>A network, as it is listed and inspected.</summary>
internal sealed record NetworkBody
{
    public required string Name { get; init; }

    public required string Id { get; init; }

    public required string Created { get; init; }

    public string Scope { get; init; } = "local";

    public required string Driver { get; init; }

    [JsonPropertyName("EnableIPv4")]
    public bool EnableIpv4 { get; init; } = true;

    [JsonPropertyName("EnableIPv6")]
    public bool EnableIpv6 { get; init; }

    [JsonPropertyName("IPAM")]
    public required IpamBody Ipam { get; init; }

    public bool Internal { get; init; }

    public bool Attachable { get; init; }

    public bool Ingress { get; init; }

    public ConfigReference ConfigFrom { get; init; } = new();

    public bool ConfigOnly { get; init; }

    public IReadOnlyDictionary<string, NetworkMember> Containers { get; init; } = new Dictionary<string, NetworkMember>();

    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}

internal sealed record ConfigReference
{
    public string? Network { get; init; } = "";
}

internal sealed record IpamBody
{
    public string? Driver { get; init; } = "default";

    public IReadOnlyDictionary<string, string>? Options { get; init; }

    public IReadOnlyList<IpamPool>? Config { get; init; } = [];
}

/// <summary>A subnet.</summary>
internal sealed record IpamPool
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Subnet { get; init; }

    [JsonPropertyName("IPRange")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IpRange { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Gateway { get; init; }

    [JsonPropertyName("AuxiliaryAddresses")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? AuxiliaryAddresses { get; init; }
}

/// <summary>A container that is on the network now.</summary>
internal sealed record NetworkMember
{
    public required string Name { get; init; }

    [JsonPropertyName("EndpointID")]
    public required string EndpointId { get; init; }

    public required string MacAddress { get; init; }

    [JsonPropertyName("IPv4Address")]
    public required string Ipv4Address { get; init; }

    [JsonPropertyName("IPv6Address")]
    public required string Ipv6Address { get; init; }
}

/// <summary>The body of a create.</summary>
internal sealed record NetworkCreateRequest
{
    public string? Name { get; init; }

    public string? Driver { get; init; }

    public string? Scope { get; init; }

    [JsonPropertyName("EnableIPv4")]
    public bool? EnableIpv4 { get; init; }

    [JsonPropertyName("EnableIPv6")]
    public bool? EnableIpv6 { get; init; }

    [JsonPropertyName("IPAM")]
    public IpamBody? Ipam { get; init; }

    public bool Internal { get; init; }

    public bool Attachable { get; init; }

    public bool Ingress { get; init; }

    public bool ConfigOnly { get; init; }

    public ConfigReference? ConfigFrom { get; init; }

    public IReadOnlyDictionary<string, string>? Options { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}

internal sealed record NetworkCreateResponse(string Id, string Warning);

/// <summary>The body of a connect, and of a disconnect.</summary>
internal sealed record NetworkConnectRequest
{
    public string? Container { get; init; }

    public EndpointSettings? EndpointConfig { get; init; }

    public bool Force { get; init; }
}

internal sealed record NetworkPruneResponse(IReadOnlyList<string>? NetworksDeleted);
