using System.Text.Json.Serialization;
using Gantry.App.Supervision;
using Gantry.Containers.Instances;

namespace Gantry.App.Roles;

/// <summary>What runs on a root, and where it is reached.</summary>
internal sealed record InstanceStatus
{
    public required string Root { get; init; }

    /// <summary>Where sockets are.</summary>
    public required string Run { get; init; }

    /// <summary>Of the command that tells this; a process that was started earlier may have another.</summary>
    public required string Version { get; init; }

    /// <summary>For DOCKER_HOST, whether the engine runs or not.</summary>
    public required string DockerHost { get; init; }

    /// <summary>What the roles and their supervisor tell, when they were started by <c>gantry up</c>.</summary>
    public required string Log { get; init; }

    /// <summary>Null where nobody starts the roles again.</summary>
    public required ProcessStatus? Supervisor { get; init; }

    public required IReadOnlyList<RoleStatus> Roles { get; init; }

    [JsonIgnore]
    public bool IsUp => Roles.All(role => role.Process is not null);

    public static InstanceStatus Of(Instance instance)
    {
        var address = $"unix://{instance.DockerSocket}";
        return new InstanceStatus
        {
            Root = instance.Root,
            Run = instance.Run,
            Version = Binaries.Version,
            DockerHost = address,
            Log = SupervisorProcess.LogOf(instance),
            Supervisor = ProcessStatus.Of(RoleLock.Holder(instance, SupervisorProcess.Role)),
            Roles = [new RoleStatus { Name = EngineRole.Name, Process = ProcessStatus.Of(RoleLock.Holder(instance, EngineRole.Name)), Address = address }],
        };
    }
}

internal sealed record RoleStatus
{
    public required string Name { get; init; }

    /// <summary>Null while it does not run.</summary>
    public required ProcessStatus? Process { get; init; }

    /// <summary>As clients take it.</summary>
    public required string Address { get; init; }
}

/// <summary>A process of an instance.</summary>
internal sealed record ProcessStatus
{
    public required int Pid { get; init; }

    /// <summary>Null where it did not say.</summary>
    public required string? Version { get; init; }

    /// <summary>The file it runs; ends with <c> (deleted)</c> where that has been replaced since. Null where we may not know.</summary>
    public required string? Executable { get; init; }

    public static ProcessStatus? Of(RoleHolder? holder) => holder is null ? null : new ProcessStatus
    {
        Pid = holder.Pid,
        Version = holder.Version,
        Executable = new FileInfo($"/proc/{holder.Pid}/exe").LinkTarget,
    };
}

/// <summary>Writes a status without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(InstanceStatus))]
internal sealed partial class StatusJson : JsonSerializerContext;
