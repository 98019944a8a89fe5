using Gantry.Containers.Health;
using Gantry.Containers.Lifecycle.Restarts;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Containers.Lifecycle;

/// <summary>What a container is to be, with every default filled in.</summary>
public sealed record ContainerSpec
{
    public required IReadOnlyList<string> Args { get; init; }

    /// <summary><c>NAME=value</c>.</summary>
    public IReadOnlyList<string> Env { get; init; } = [];

    public string WorkingDirectory { get; init; } = "/";

    /// <summary><c>user[:group]</c>, by name or number; looked up in the container's own files at each start.</summary>
    public string User { get; init; } = "";

    public IReadOnlyList<string> ExtraGroups { get; init; } = [];
    public bool Terminal { get; init; }

    /// <summary>Characters; null until a client says.</summary>
    public ConsoleSize? ConsoleSize { get; init; }

    public bool OpenStdin { get; init; }

    /// <summary>Standard input ends when the first client ends its own.</summary>
    public bool StdinOnce { get; init; }

    public string Hostname { get; init; } = "";
    public string Domainname { get; init; } = "";
    public NamespaceSpec Namespaces { get; init; } = new();
    public NetworkSpec Network { get; init; } = new();
    public IReadOnlyList<MountSpec> Mounts { get; init; } = [];

    /// <summary>Bytes of /dev/shm.</summary>
    public long ShmBytes { get; init; } = 64 * 1024 * 1024;

    public bool ReadOnlyRoot { get; init; }
    public SecuritySpec Security { get; init; } = new();
    public LinuxResources Resources { get; init; } = new();

    /// <summary>The group that the container's own is made in; empty means the instance's.</summary>
    public string CgroupParent { get; init; } = "";

    public IReadOnlyList<DeviceSpec> Devices { get; init; } = [];
    public IReadOnlyList<ResourceLimit> Rlimits { get; init; } = [];
    public IReadOnlyDictionary<string, string> Sysctls { get; init; } = new Dictionary<string, string>();
    public int OomScoreAdj { get; init; }
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>Puts Gantry's own first process in front of the program.</summary>
    public bool Init { get; init; }

    /// <summary>The signal's name or number that asks the program to end. Empty means SIGTERM, and that who sends any signal wants its end.</summary>
    public string StopSignal { get; init; } = "";

    /// <summary>Seconds from the stop signal to the kill; -1 waits for ever.</summary>
    public int StopSeconds { get; init; } = 10;

    public LogSpec Log { get; init; } = new();

    public RestartSpec Restart { get; init; }

    /// <summary>Null is never asked whether it is well.</summary>
    public HealthSpec? Health { get; init; }

    /// <summary>Removed, with its nameless volumes, when it has exited.</summary>
    public bool AutoRemove { get; init; }
}

/// <summary>A device of the host, or a folder of them, made in the container.</summary>
/// <param name="HostPath">On the host.</param>
/// <param name="ContainerPath">In the container.</param>
/// <param name="Access">Any of r, w and m.</param>
public sealed record DeviceSpec(string HostPath, string ContainerPath, string Access);

/// <summary>Where output is kept.</summary>
public sealed record LogSpec
{
    /// <summary>False keeps none.</summary>
    public bool Keep { get; init; } = true;

    /// <summary>Bytes at which the file is rotated.</summary>
    public long MaxBytes { get; init; } = 20 * 1024 * 1024;

    public int MaxFiles { get; init; } = 5;
}
