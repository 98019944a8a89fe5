using System.Text.Json;
using System.Text.Json.Serialization;
using Gantry.Containers.Events;
using Gantry.Containers.Health;
using Gantry.Containers.Lifecycle;

namespace Gantry.Containers.Handover;

/// <summary>What an engine knows and no disk does: told to the one that takes over from it. A crash loses it.</summary>
/// <remarks>The two may be of different versions: a name keeps its meaning, and what one does not know is passed over.</remarks>
public sealed record EngineMemory
{
    public IReadOnlyList<ContainerMemory> Containers { get; init; } = [];

    /// <summary>The oldest first.</summary>
    public IReadOnlyList<EngineEvent> Events { get; init; } = [];

    /// <exception cref="JsonException">It is not what <see cref="ToBytes"/> writes.</exception>
    public static EngineMemory Parse(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, EngineMemoryJson.Default.EngineMemory) ?? new EngineMemory();

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, EngineMemoryJson.Default.EngineMemory);
}

/// <summary>Of one container.</summary>
public sealed record ContainerMemory
{
    public required ContainerId Id { get; init; }

    public HealthState? Health { get; init; }

    /// <summary>A kill or stop was asked for in this run.</summary>
    public bool StopWasAsked { get; init; }

    public IReadOnlyList<ExecMemory> Execs { get; init; } = [];
}

/// <summary>Of one program executed in a container.</summary>
public sealed record ExecMemory
{
    public required string Id { get; init; }
    public required ExecSpec Spec { get; init; }
    public int Pid { get; init; }
    public bool WasStarted { get; init; }
    public bool IsRunning { get; init; }
    public int? ExitCode { get; init; }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EngineMemory))]
internal sealed partial class EngineMemoryJson : JsonSerializerContext;
