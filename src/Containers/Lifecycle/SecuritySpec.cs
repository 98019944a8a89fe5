namespace Gantry.Containers.Lifecycle;

/// <summary>What a container is trusted with.</summary>
public sealed record SecuritySpec
{
    /// <summary>Every capability and device, nothing masked, no filter of system calls.</summary>
    public bool Privileged { get; init; }

    /// <summary>Capabilities, with or without <c>CAP_</c>, or ALL.</summary>
    public IReadOnlyList<string> AddedCapabilities { get; init; } = [];

    public IReadOnlyList<string> DroppedCapabilities { get; init; } = [];
    public bool NoNewPrivileges { get; init; }

    /// <summary>Null means the default profile, <c>unconfined</c> none; else a profile in Docker's JSON.</summary>
    public string? SeccompProfile { get; init; }

    /// <summary>Null means the default list.</summary>
    public IReadOnlyList<string>? MaskedPaths { get; init; }

    /// <summary>Null means the default list.</summary>
    public IReadOnlyList<string>? ReadOnlyPaths { get; init; }

    /// <summary>Rules for devices in the kernel's form, such as <c>c 1:3 rwm</c>.</summary>
    public IReadOnlyList<string> DeviceRules { get; init; } = [];
}
