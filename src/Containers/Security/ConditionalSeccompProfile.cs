using System.Text.Json.Serialization;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Containers.Security;

/// <summary>A seccomp profile whose rules depend on the machine and on what the container may do: the format of profile files.</summary>
/// <remarks>
/// It is <see cref="LinuxSeccomp"/> with <see cref="ArchitectureMap"/> and, in each rule, conditions. <see cref="SeccompConditions"/>
/// resolves it.
/// </remarks>
public sealed record ConditionalSeccompProfile
{
    public string? DefaultAction { get; init; }
    public uint? DefaultErrnoRet { get; init; }

    /// <summary>Fixed architectures, instead of <see cref="ArchitectureMap"/>.</summary>
    public IReadOnlyList<string>? Architectures { get; init; }

    [JsonPropertyName("archMap")]
    public IReadOnlyList<ArchitectureFamily>? ArchitectureMap { get; init; }

    public IReadOnlyList<string>? Flags { get; init; }
    public string? ListenerPath { get; init; }
    public string? ListenerMetadata { get; init; }
    public IReadOnlyList<ConditionalSeccompRule>? Syscalls { get; init; }
}

/// <summary>An architecture of machines, and the others whose programs such a machine runs too.</summary>
public sealed record ArchitectureFamily
{
    public string? Architecture { get; init; }

    [JsonPropertyName("subArchitectures")]
    public IReadOnlyList<string>? Others { get; init; }
}

/// <summary>A rule that holds where all of <see cref="Includes"/> and nothing of <see cref="Excludes"/> is true.</summary>
public sealed record ConditionalSeccompRule
{
    /// <summary>The older form of <see cref="Names"/>, for one system call.</summary>
    public string? Name { get; init; }

    public IReadOnlyList<string>? Names { get; init; }
    public string? Action { get; init; }
    public uint? ErrnoRet { get; init; }
    public IReadOnlyList<SeccompArgument>? Args { get; init; }
    public SeccompCondition? Includes { get; init; }
    public SeccompCondition? Excludes { get; init; }
}

/// <summary>What a rule asks of its surroundings.</summary>
public sealed record SeccompCondition
{
    /// <summary>To include a rule the container must have all of them; any one excludes it.</summary>
    [JsonPropertyName("caps")]
    public IReadOnlyList<string>? Capabilities { get; init; }

    /// <summary>Of the machine, any of them: <c>amd64</c>, <c>arm64</c>.</summary>
    [JsonPropertyName("arches")]
    public IReadOnlyList<string>? Architectures { get; init; }

    /// <summary>The lowest kernel, in the form <c>4.8</c>.</summary>
    public string? MinKernel { get; init; }
}

/// <summary>Reads profile files as Go does: names of fields in any case, unknown fields passed over.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(ConditionalSeccompProfile))]
internal sealed partial class SeccompFileJson : JsonSerializerContext;
