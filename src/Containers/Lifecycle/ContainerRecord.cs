using System.Net;
using System.Text.Json.Serialization;
using Gantry.Oci;

namespace Gantry.Containers.Lifecycle;

/// <summary>Everything known about a container, as it is kept on disk. Each change makes a new record.</summary>
public sealed record ContainerRecord
{
    public required ContainerId Id { get; init; }

    /// <summary>Unique among all containers, and without a slash in front.</summary>
    public required string Name { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>As the maker called it.</summary>
    public required string ImageName { get; init; }

    /// <summary>Null for a container on an empty root.</summary>
    public Digest? Image { get; init; }

    public required ContainerSpec Spec { get; init; }
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The door through which it was made, which alone shows it.</summary>
    public required string Door { get; init; }

    /// <summary>What the door wants to remember: its own document, which nobody else reads.</summary>
    public string DoorDocument { get; init; } = "";

    public RunState State { get; init; } = new();

    /// <summary>Its places on networks, while it runs.</summary>
    public IReadOnlyList<EndpointRecord> Endpoints { get; init; } = [];

    /// <summary>The one that leads out, and that host ports lead to; null where there is none.</summary>
    [JsonIgnore]
    public EndpointRecord? Gateway => Endpoints.FirstOrDefault(endpoint => endpoint.IsGateway);

    /// <summary>How often it was started again by itself since somebody started it.</summary>
    public int RestartCount { get; init; }

    /// <summary>Somebody asked for its end since its last start.</summary>
    public bool WasStopped { get; init; }
}

/// <summary>What a container is doing.</summary>
public enum RunStatus
{
    Created = 0,
    Running = 1,
    Paused = 2,
    Exited = 3,

    /// <summary>Its removal failed half-way; it can only be removed.</summary>
    Dead = 4,

    /// <summary>It has ended and is about to be started again.</summary>
    Restarting = 5,
}

public sealed record RunState
{
    public RunStatus Status { get; init; }

    /// <summary>0 while it does not run.</summary>
    public int Pid { get; init; }

    public int ExitCode { get; init; }
    public bool OutOfMemory { get; init; }

    /// <summary>Why the last start failed; empty where it did not.</summary>
    public string Error { get; init; } = "";

    /// <summary>Null before the first start.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>Null before the first end.</summary>
    public DateTimeOffset? Finished { get; init; }

    public bool IsRunning => Status is RunStatus.Running or RunStatus.Paused;

    /// <summary>It runs, or will again without anybody's doing.</summary>
    [JsonIgnore]
    public bool IsActive => IsRunning || Status == RunStatus.Restarting;
}

/// <summary>Where a running container is on a network.</summary>
public sealed record EndpointRecord
{
    public required string EndpointId { get; init; }

    public required string NetworkId { get; init; }

    /// <summary>The container's end of the cable, such as eth0.</summary>
    public required string Interface { get; init; }

    /// <summary>What is for nobody on its networks goes by this one.</summary>
    public bool IsGateway { get; init; }

    /// <summary>The host's end of the cable.</summary>
    public required string HostInterface { get; init; }

    public required string Address { get; init; }
    public required int PrefixLength { get; init; }
    public required string Gateway { get; init; }
    public required string MacAddress { get; init; }

    /// <summary>Null on a network without IPv6.</summary>
    public string? AddressV6 { get; init; }

    public int PrefixLengthV6 { get; init; }

    public string? GatewayV6 { get; init; }

    /// <summary>The ports as they were taken.</summary>
    public IReadOnlyList<PublishedPort> Ports { get; init; } = [];

    [JsonIgnore]
    public IPAddress IpAddress => IPAddress.Parse(Address);
}

/// <summary>A port of the host that leads to one of the container.</summary>
public sealed record PublishedPort(string Protocol, int ContainerPort, string HostAddress, int HostPort);
