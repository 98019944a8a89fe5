using System.Text.Json.Serialization;

namespace Gantry.Containers.Networks.Named;

public enum NetworkKind
{
    Bridge = 0,

    /// <summary>The host's own; there is one.</summary>
    Host = 1,

    /// <summary>Nothing but loopback; there is one.</summary>
    None = 2,
}

/// <summary>A network as it is kept on disk.</summary>
public sealed record NetworkRecord
{
    /// <summary>64 hexadecimal digits.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset Created { get; init; }

    public NetworkKind Kind { get; init; }

    /// <summary>Of the bridge; the default network's is 0.</summary>
    public int Number { get; init; }

    /// <summary>It is always there, and cannot be removed.</summary>
    public bool Predefined { get; init; }

    /// <summary>No way out of it, and none in.</summary>
    public bool Internal { get; init; }

    public bool EnableV6 { get; init; }

    public bool Attachable { get; init; }

    /// <summary>IPv4 first; addresses are as the maker wrote them, or as they were chosen.</summary>
    public IReadOnlyList<NetworkPool> Pools { get; init; } = [];

    public IReadOnlyDictionary<string, string> IpamOptions { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether its containers reach each other.</summary>
    public bool Connected { get; init; } = true;

    /// <summary>Whether the world outside sees the host's address in place of a container's.</summary>
    public bool Masquerade { get; init; } = true;

    /// <summary>Whether every port may be reached by who has a route, published or not.</summary>
    public bool Unprotected { get; init; }

    /// <summary>The host's address that ports are published on where none is named; null is all.</summary>
    public string? HostBinding { get; init; }

    public int Mtu { get; init; } = 1500;

    /// <summary>The name that its bridge was asked to have; null leaves it to us.</summary>
    public string? BridgeName { get; init; }

    /// <summary>Whether containers find each other by name on it.</summary>
    [JsonIgnore]
    public bool HasNames => Kind == NetworkKind.Bridge && !Predefined;

    public static NetworkPool? PoolOf(NetworkRecord record, bool v6) => record.Pools.FirstOrDefault(pool => pool.Subnet.Contains(':') == v6);
}

/// <summary>A subnet of a network.</summary>
public sealed record NetworkPool
{
    public required string Subnet { get; init; }

    /// <summary>Null is the subnet's first address.</summary>
    public string? Gateway { get; init; }

    /// <summary>The part of the subnet that addresses are chosen from.</summary>
    public string? Range { get; init; }

    /// <summary>Addresses that something else has, by the name of it.</summary>
    public IReadOnlyDictionary<string, string> Auxiliary { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the maker named the subnet, so that addresses in it may be asked for.</summary>
    public bool Asked { get; init; }
}

/// <summary>Reads and writes network records without reflection.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NetworkRecord))]
internal sealed partial class NetworkJson : JsonSerializerContext;
