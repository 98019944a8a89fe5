using System.Text.Json.Serialization;

namespace Gantry.Docker.Daemon.Shapes;

/// <summary>What the engine tells about itself and its machine.</summary>
internal sealed record InfoBody
{
    [JsonPropertyName("ID")]
    public required string Id { get; init; }

    public required int Containers { get; init; }
    public required int ContainersRunning { get; init; }
    public required int ContainersPaused { get; init; }
    public required int ContainersStopped { get; init; }
    public required int Images { get; init; }
    public string Driver { get; init; } = "overlay2";
    public IReadOnlyList<IReadOnlyList<string>> DriverStatus { get; init; } = [["Backing Filesystem", "overlayfs"]];
    public InfoPlugins Plugins { get; init; } = new();
    public bool MemoryLimit { get; init; } = true;
    public bool SwapLimit { get; init; } = true;
    public bool CpuCfsPeriod { get; init; } = true;
    public bool CpuCfsQuota { get; init; } = true;

    [JsonPropertyName("CPUShares")]
    public bool CpuShares { get; init; } = true;

    [JsonPropertyName("CPUSet")]
    public bool CpuSet { get; init; } = true;

    public bool PidsLimit { get; init; } = true;

    [JsonPropertyName("IPv4Forwarding")]
    public required bool Ipv4Forwarding { get; init; }

    public bool Debug { get; init; }
    public int NFd { get; init; }
    public bool OomKillDisable { get; init; }
    public int NGoroutines { get; init; }
    public required string SystemTime { get; init; }
    public string LoggingDriver { get; init; } = "json-file";
    public string CgroupDriver { get; init; } = "cgroupfs";
    public required string CgroupVersion { get; init; }
    public int NEventsListener { get; init; }
    public required string KernelVersion { get; init; }
    public required string OperatingSystem { get; init; }

    [JsonPropertyName("OSVersion")]
    public required string OsVersion { get; init; }

    [JsonPropertyName("OSType")]
    public string OsType { get; init; } = "linux";

    public required string Architecture { get; init; }
    public string IndexServerAddress { get; init; } = "https://index.docker.io/v1/";
    public InfoRegistryConfig RegistryConfig { get; init; } = new();

    [JsonPropertyName("NCPU")]
    public required int Cpus { get; init; }

    public required long MemTotal { get; init; }
    public IReadOnlyList<string> GenericResources { get; init; } = [];
    public required string DockerRootDir { get; init; }
    public string HttpProxy { get; init; } = "";
    public string HttpsProxy { get; init; } = "";
    public string NoProxy { get; init; } = "";
    public required string Name { get; init; }
    public IReadOnlyList<string> Labels { get; init; } = [];
    public bool ExperimentalBuild { get; init; }
    public required string ServerVersion { get; init; }

    public IReadOnlyDictionary<string, InfoRuntime> Runtimes { get; init; } =
        new Dictionary<string, InfoRuntime> { ["gantry-runtime"] = new("gantry-runtime") };

    public string DefaultRuntime { get; init; } = "gantry-runtime";
    public InfoSwarm Swarm { get; init; } = new();
    public bool LiveRestoreEnabled { get; init; } = true;
    public string Isolation { get; init; } = "";
    public string InitBinary { get; init; } = "gantry-init";
    public InfoCommit ContainerdCommit { get; init; } = new("");
    public InfoCommit RuncCommit { get; init; } = new("");
    public InfoCommit InitCommit { get; init; } = new("");
    public IReadOnlyList<string> SecurityOptions { get; init; } = ["name=seccomp,profile=builtin", "name=cgroupns"];
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

internal sealed record InfoPlugins
{
    public IReadOnlyList<string> Volume { get; init; } = ["local"];
    public IReadOnlyList<string> Network { get; init; } = ["bridge", "host", "null"];
    public IReadOnlyList<string>? Authorization { get; init; }
    public IReadOnlyList<string> Log { get; init; } = ["json-file", "none"];
}

internal sealed record InfoRegistryConfig
{
    [JsonPropertyName("InsecureRegistryCIDRs")]
    public IReadOnlyList<string> InsecureRegistryCidrs { get; init; } = ["::1/128", "127.0.0.0/8"];

    public IReadOnlyDictionary<string, string> IndexConfigs { get; init; } = new Dictionary<string, string>();
    public IReadOnlyList<string> Mirrors { get; init; } = [];
}

internal sealed record InfoRuntime([property: JsonPropertyName("path")] string Path);

internal sealed record InfoSwarm
{
    [JsonPropertyName("NodeID")]
    public string NodeId { get; init; } = "";

    public string NodeAddr { get; init; } = "";
    public string LocalNodeState { get; init; } = "inactive";
    public bool ControlAvailable { get; init; }
    public string Error { get; init; } = "";
    public IReadOnlyList<string>? RemoteManagers { get; init; }
}

internal sealed record InfoCommit([property: JsonPropertyName("ID")] string Id);
