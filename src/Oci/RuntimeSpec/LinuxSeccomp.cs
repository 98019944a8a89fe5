namespace Gantry.Oci.RuntimeSpec;

/// <summary>Which system calls the container may make.</summary>
/// <remarks>runtime-spec config-linux.md "Seccomp"; the names of actions, architectures and operators are libseccomp's.</remarks>
public sealed record LinuxSeccomp
{
    public string DefaultAction { get; init; } = "";
    public uint? DefaultErrnoRet { get; init; }
    public IReadOnlyList<string>? Architectures { get; init; }
    public IReadOnlyList<string>? Flags { get; init; }

    /// <summary>Where the notify descriptor is sent, with <see cref="ListenerMetadata"/>.</summary>
    public string? ListenerPath { get; init; }

    public string? ListenerMetadata { get; init; }
    public IReadOnlyList<SeccompRule>? Syscalls { get; init; }
}

public sealed record SeccompRule
{
    public IReadOnlyList<string> Names { get; init; } = [];
    public string Action { get; init; } = "";
    public uint? ErrnoRet { get; init; }
    public IReadOnlyList<SeccompArgument>? Args { get; init; }
}

public sealed record SeccompArgument
{
    /// <summary>0 to 5.</summary>
    public uint Index { get; init; }

    public ulong Value { get; init; }

    /// <summary>What SCMP_CMP_MASKED_EQ expects under the mask, which is <see cref="Value"/>.</summary>
    public ulong ValueTwo { get; init; }

    public string Op { get; init; } = "";
}
