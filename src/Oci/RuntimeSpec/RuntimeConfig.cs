using System.Text.Json.Serialization;

namespace Gantry.Oci.RuntimeSpec;

/// <summary>A bundle's <c>config.json</c>: what a container is to be.</summary>
/// <remarks>runtime-spec config.md, version 1.2</remarks>
public sealed record RuntimeConfig
{
    public string OciVersion { get; init; } = "";
    public ContainerProcess? Process { get; init; }
    public ContainerRoot? Root { get; init; }
    public string? Hostname { get; init; }
    public string? Domainname { get; init; }
    public IReadOnlyList<ContainerMount>? Mounts { get; init; }
    public ContainerHooks? Hooks { get; init; }
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
    public LinuxConfig? Linux { get; init; }
}

/// <summary>Where the container's root is.</summary>
/// <remarks>runtime-spec config.md "Root"</remarks>
public sealed record ContainerRoot
{
    /// <summary>Absolute, or relative to the bundle.</summary>
    public string Path { get; init; } = "";

    public bool Readonly { get; init; }
}

/// <summary>A file system placed into the container.</summary>
/// <remarks>runtime-spec config.md "Mounts"</remarks>
public sealed record ContainerMount
{
    public string Destination { get; init; } = "";
    public string? Type { get; init; }
    public string? Source { get; init; }
    public IReadOnlyList<string>? Options { get; init; }

    [JsonPropertyName("uidMappings")]
    public IReadOnlyList<IdMapping>? UidMappings { get; init; }

    [JsonPropertyName("gidMappings")]
    public IReadOnlyList<IdMapping>? GidMappings { get; init; }
}

/// <summary>Programs run at points of the container's life.</summary>
/// <remarks>runtime-spec config.md "POSIX-platform Hooks"</remarks>
public sealed record ContainerHooks
{
    public IReadOnlyList<Hook>? Prestart { get; init; }
    public IReadOnlyList<Hook>? CreateRuntime { get; init; }
    public IReadOnlyList<Hook>? CreateContainer { get; init; }
    public IReadOnlyList<Hook>? StartContainer { get; init; }
    public IReadOnlyList<Hook>? Poststart { get; init; }
    public IReadOnlyList<Hook>? Poststop { get; init; }
}

public sealed record Hook
{
    public string Path { get; init; } = "";
    public IReadOnlyList<string>? Args { get; init; }
    public IReadOnlyList<string>? Env { get; init; }

    /// <summary>Seconds; null waits for ever.</summary>
    public int? Timeout { get; init; }
}

/// <summary>Reads and writes runtime-spec documents without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RuntimeConfig))]
[JsonSerializable(typeof(LinuxResources))]
[JsonSerializable(typeof(ContainerProcess))]
[JsonSerializable(typeof(LinuxSeccomp))]
[JsonSerializable(typeof(ContainerState))]
public sealed partial class RuntimeSpecJson : JsonSerializerContext;
