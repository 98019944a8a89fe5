using Gantry.Containers.Lifecycle;
using Gantry.Containers.Security;
using Gantry.Docker.Containers.Shapes;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>Fills in what a container's user left to the engine, as inspect then shows it.</summary>
internal static class HostDefaults
{
    public const string Bridge = "bridge";
    private const string Default = "default";
    private const string Private = "private";
    private const string HostMode = "host";
    private const long ShmBytes = 64 * 1024 * 1024;

    private static readonly bool UnifiedCgroups = File.Exists("/sys/fs/cgroup/cgroup.controllers");

    public static HostConfig Fill(HostConfig asked) => asked with
    {
        NetworkMode = asked.NetworkMode is null or "" or Default ? Bridge : asked.NetworkMode,
        LogConfig = new LogConfig
        {
            Type = asked.LogConfig?.Type is { Length: > 0 } type ? type : "json-file",
            Config = asked.LogConfig?.Config ?? new Dictionary<string, string>(),
        },
        PortBindings = asked.PortBindings ?? new Dictionary<string, IReadOnlyList<PortBinding>?>(),
        RestartPolicy = asked.RestartPolicy is { Name: { Length: > 0 } } policy ? policy : new RestartPolicy { Name = "no" },
        IpcMode = asked.IpcMode is { Length: > 0 } ipc ? ipc : Private,
        CgroupnsMode = asked.CgroupnsMode is { Length: > 0 } cgroup ? cgroup : UnifiedCgroups && !asked.Privileged ? Private : HostMode,
        ShmSize = asked.ShmSize > 0 ? asked.ShmSize : ShmBytes,
        MemorySwap = asked is { MemorySwap: 0, Memory: > 0 } ? 2 * asked.Memory : asked.MemorySwap,
        Runtime = asked.Runtime is { Length: > 0 } runtime ? runtime : "gantry-runtime",
        MaskedPaths = asked.MaskedPaths ?? (asked.Privileged ? null : DefaultPaths.Masked()),
        ReadonlyPaths = asked.ReadonlyPaths ?? (asked.Privileged ? null : DefaultPaths.ReadOnly),
    };

    /// <summary>A container that has a name of its own, and was given none, is called by its id.</summary>
    public static Config NameHost(Config config, HostConfig host, ContainerId id)
    {
        if (config.Hostname is { Length: > 0 })
        {
            return config;
        }

        var shares = host.NetworkMode == HostMode || host.UtsMode == HostMode;
        return config with { Hostname = shares ? Environment.MachineName : id.Short };
    }
}
