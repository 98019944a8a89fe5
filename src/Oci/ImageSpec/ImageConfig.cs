using System.Text.Json.Serialization;

namespace Gantry.Oci.ImageSpec;

/// <summary>How to run an image: the defaults of a container that is made from it.</summary>
/// <remarks>
/// image-spec config.md "config"; Healthcheck, OnBuild, Shell and ArgsEscaped are Docker's. What Docker also writes there and nobody
/// reads (Hostname, AttachStdin, Tty …) is neither kept nor written.
/// </remarks>
public sealed record ImageConfig
{
    public string? User { get; init; }

    /// <summary>Keys such as <c>80/tcp</c>.</summary>
    public IReadOnlyDictionary<string, EmptyObject>? ExposedPorts { get; init; }

    /// <summary><c>NAME=value</c>.</summary>
    public IReadOnlyList<string>? Env { get; init; }

    public IReadOnlyList<string>? Entrypoint { get; init; }
    public IReadOnlyList<string>? Cmd { get; init; }

    /// <summary>Paths that become anonymous volumes.</summary>
    public IReadOnlyDictionary<string, EmptyObject>? Volumes { get; init; }

    public string? WorkingDir { get; init; }
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
    public string? StopSignal { get; init; }

    /// <summary>Seconds between the stop signal and the kill; null means the engine's own.</summary>
    public int? StopTimeout { get; init; }

    public HealthcheckConfig? Healthcheck { get; init; }

    /// <summary>Dockerfile instructions for images that are built on this one.</summary>
    public IReadOnlyList<string>? OnBuild { get; init; }

    /// <summary>What shell forms are given to; null means <c>/bin/sh -c</c>.</summary>
    public IReadOnlyList<string>? Shell { get; init; }

    /// <summary>Windows only; carried along.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ArgsEscaped { get; init; }
}

/// <summary>How to ask a container whether it is well.</summary>
/// <remarks>Docker's HEALTHCHECK. Durations are nanoseconds; 0 means the engine's default.</remarks>
public sealed record HealthcheckConfig
{
    /// <summary><c>NONE</c>, or <c>CMD</c> or <c>CMD-SHELL</c> followed by the command; empty inherits.</summary>
    public IReadOnlyList<string>? Test { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Interval { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Timeout { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long StartPeriod { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long StartInterval { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Retries { get; init; }
}

/// <summary><c>{}</c>: the value of a map that is used as a set.</summary>
public sealed record EmptyObject
{
    public static EmptyObject Value { get; } = new();
}
