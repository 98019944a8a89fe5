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

    /// <summary>Of the command that tells this, which need not be that of the processes.</summary>
    public required string Version { get; init; }

    /// <summary>Null where nobody starts the roles again.</summary>
    public required int? SupervisorPid { get; init; }

    public required IReadOnlyList<RoleStatus> Roles { get; init; }

    public static InstanceStatus Of(Instance instance)
    {
        var engine = RoleLock.Holder(instance, EngineRole.Name);
        return new InstanceStatus
        {
            Root = instance.Root,
            Run = instance.Run,
            Version = Binaries.Version,
            SupervisorPid = Supervisor.Pid(instance),
            Roles = [new RoleStatus { Name = EngineRole.Name, Pid = engine, Address = $"unix://{instance.DockerSocket}" }],
        };
    }
}

internal sealed record RoleStatus
{
    public required string Name { get; init; }

    /// <summary>Null while it does not run.</summary>
    public required int? Pid { get; init; }

    /// <summary>As clients take it.</summary>
    public required string Address { get; init; }
}

/// <summary>Writes a status without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(InstanceStatus))]
internal sealed partial class StatusJson : JsonSerializerContext;
