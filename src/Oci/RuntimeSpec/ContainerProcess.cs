using System.Text.Json.Serialization;

namespace Gantry.Oci.RuntimeSpec;

/// <summary>The program of a container, or one executed in it later.</summary>
/// <remarks>runtime-spec config.md "Process"</remarks>
public sealed record ContainerProcess
{
    public bool Terminal { get; init; }
    public ConsoleSize? ConsoleSize { get; init; }
    public ProcessUser User { get; init; } = new();
    public IReadOnlyList<string>? Args { get; init; }
    public IReadOnlyList<string>? Env { get; init; }
    public string Cwd { get; init; } = "";
    public ProcessCapabilities? Capabilities { get; init; }
    public IReadOnlyList<ResourceLimit>? Rlimits { get; init; }
    public bool NoNewPrivileges { get; init; }
    public string? ApparmorProfile { get; init; }
    public string? SelinuxLabel { get; init; }

    /// <summary>Between -1000 (never killed for lack of memory) and 1000; null keeps the runtime's own.</summary>
    public int? OomScoreAdj { get; init; }

    public SchedulerPolicy? Scheduler { get; init; }
    public IoPriority? IoPriority { get; init; }

    [JsonPropertyName("execCPUAffinity")]
    public ExecCpuAffinity? ExecCpuAffinity { get; init; }
}

/// <summary>Characters, not pixels.</summary>
public sealed record ConsoleSize
{
    public ushort Height { get; init; }
    public ushort Width { get; init; }
}

public sealed record ProcessUser
{
    public uint Uid { get; init; }
    public uint Gid { get; init; }

    /// <summary>An octal mask such as 18 (022); null means 022.</summary>
    public uint? Umask { get; init; }

    public IReadOnlyList<uint>? AdditionalGids { get; init; }
    public string? Username { get; init; }
}

/// <summary>Names such as <c>CAP_NET_ADMIN</c> in the five sets of capabilities(7).</summary>
public sealed record ProcessCapabilities
{
    public IReadOnlyList<string>? Bounding { get; init; }
    public IReadOnlyList<string>? Effective { get; init; }
    public IReadOnlyList<string>? Inheritable { get; init; }
    public IReadOnlyList<string>? Permitted { get; init; }
    public IReadOnlyList<string>? Ambient { get; init; }
}

/// <summary>One limit of getrlimit(2), by its name, such as <c>RLIMIT_NOFILE</c>.</summary>
public sealed record ResourceLimit
{
    public string Type { get; init; } = "";
    public ulong Soft { get; init; }
    public ulong Hard { get; init; }
}

/// <summary>sched_setattr(2), by its names, such as <c>SCHED_BATCH</c>.</summary>
public sealed record SchedulerPolicy
{
    public string Policy { get; init; } = "";
    public int Nice { get; init; }
    public int Priority { get; init; }
    public IReadOnlyList<string>? Flags { get; init; }

    /// <summary>Nanoseconds, for SCHED_DEADLINE.</summary>
    public ulong Runtime { get; init; }

    public ulong Deadline { get; init; }
    public ulong Period { get; init; }
}

/// <summary>ioprio_set(2), by its class, such as <c>IOPRIO_CLASS_BE</c>, and a level from 0 to 7.</summary>
public sealed record IoPriority
{
    public string Class { get; init; } = "";
    public int Priority { get; init; }
}

/// <summary>Lists such as <c>0-3,7</c>: the processors of an exec while it joins, and those of its program.</summary>
public sealed record ExecCpuAffinity
{
    public string? Initial { get; init; }
    public string? Final { get; init; }
}
