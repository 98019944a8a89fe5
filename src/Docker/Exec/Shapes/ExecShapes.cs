using System.Text.Json.Serialization;
using Gantry.Docker.Json;

namespace Gantry.Docker.Exec.Shapes;

/// <summary>What is to be executed.</summary>
internal sealed record ExecRequest
{
    public string? User { get; init; }
    public bool Privileged { get; init; }
    public bool Tty { get; init; }

    /// <summary>Height and width.</summary>
    public IReadOnlyList<int>? ConsoleSize { get; init; }

    public bool AttachStdin { get; init; }
    public bool AttachStderr { get; init; }
    public bool AttachStdout { get; init; }
    public string? DetachKeys { get; init; }
    public IReadOnlyList<string>? Env { get; init; }
    public string? WorkingDir { get; init; }

    [JsonConverter(typeof(StringOrList))]
    public IReadOnlyList<string>? Cmd { get; init; }
}

internal sealed record ExecStartRequest
{
    public bool Detach { get; init; }
    public bool Tty { get; init; }
    public IReadOnlyList<int>? ConsoleSize { get; init; }
}

internal sealed record ExecDetails
{
    [JsonPropertyName("ID")]
    public required string Id { get; init; }

    public required bool Running { get; init; }
    public required int? ExitCode { get; init; }
    public required ExecProcessConfig ProcessConfig { get; init; }
    public required bool OpenStdin { get; init; }
    public required bool OpenStderr { get; init; }
    public required bool OpenStdout { get; init; }
    public required bool CanRemove { get; init; }

    [JsonPropertyName("ContainerID")]
    public required string ContainerId { get; init; }

    public required string DetachKeys { get; init; }
    public required int Pid { get; init; }
}

internal sealed record ExecProcessConfig
{
    [JsonPropertyName("tty")]
    public required bool Tty { get; init; }

    [JsonPropertyName("entrypoint")]
    public required string Entrypoint { get; init; }

    [JsonPropertyName("arguments")]
    public required IReadOnlyList<string> Arguments { get; init; }

    [JsonPropertyName("privileged")]
    public required bool Privileged { get; init; }

    [JsonPropertyName("user")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? User { get; init; }
}
