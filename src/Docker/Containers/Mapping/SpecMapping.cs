using Gantry.Containers;
using Gantry.Containers.Lifecycle;
using Gantry.Containers.Networks.Named;
using Gantry.Docker.Containers.Shapes;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>Says in the engine's words what was asked for in Docker's.</summary>
internal static class SpecMapping
{
    /// <exception cref="InvalidException">Something contradicts itself or cannot be understood; the words are Docker's.</exception>
    public static ContainerSpec Make(ContainerDocument document, ContainerStore store, NetworkStore networks, List<string> warnings)
    {
        var (config, host) = (document.Config, document.HostConfig);
        var log = host.LogConfig ?? new LogConfig();
        return new ContainerSpec
        {
            Args = [.. config.Entrypoint ?? [], .. config.Cmd ?? []],
            Env = CheckEnvironment(config.Env ?? []),
            WorkingDirectory = WorkingDirectory(config.WorkingDir),
            User = config.User ?? "",
            ExtraGroups = host.GroupAdd ?? [],
            Terminal = config.Tty,
            ConsoleSize = ConsoleSizes.Read(host.ConsoleSize),
            OpenStdin = config.OpenStdin,
            StdinOnce = config.StdinOnce,
            Hostname = config.Hostname ?? "",
            Domainname = config.Domainname ?? "",
            Namespaces = NamespaceMapping.Make(host, store),
            Network = NetworkMapping.Make(document, store, networks),
            Mounts = MountMapping.Make(config, host, store),
            ShmBytes = host.ShmSize,
            ReadOnlyRoot = host.ReadonlyRootfs,
            Security = SecurityMapping.Make(host),
            Resources = ResourceMapping.Make(host, warnings),
            CgroupParent = host.CgroupParent ?? "",
            Devices = DeviceMappings.Make(host),
            Rlimits = Rlimits(host),
            Sysctls = host.Sysctls ?? new Dictionary<string, string>(),
            OomScoreAdj = CheckScore(host.OomScoreAdj),
            Annotations = host.Annotations ?? new Dictionary<string, string>(),
            Init = host.Init ?? false,
            StopSignal = CheckSignal(config.StopSignal),
            StopSeconds = config.StopTimeout ?? 10,
            Log = LogMapping.Make(log),
            Restart = RestartMapping.Make(host),
            Health = HealthMapping.Make(config),
            AutoRemove = host.AutoRemove,
        };
    }

    private static IReadOnlyList<string> CheckEnvironment(IReadOnlyList<string> environment) =>
        environment.FirstOrDefault(entry => entry.Length == 0 || entry[0] == '=') is { } bad
            ? throw new InvalidException($"invalid environment variable: {bad}")
            : environment;

    private static string WorkingDirectory(string? path) => path switch
    {
        null or "" => "/",
        ['/', ..] => path,
        _ => throw new InvalidException($"the working directory '{path}' is invalid, it needs to be an absolute path"),
    };

    private static string CheckSignal(string? signal) => signal switch
    {
        null or "" => "",
        _ when Linux.SignalNames.Find(signal) is not null => signal,
        _ => throw new InvalidException($"invalid signal: {signal}"),
    };

    private static int CheckScore(int score) =>
        score is >= -1000 and <= 1000
            ? score
            : throw new InvalidException($"Invalid value {score}, range for oom score adj is [-1000, 1000]");

    private static IReadOnlyList<ResourceLimit> Rlimits(HostConfig host) =>
        [.. (host.Ulimits ?? []).Select(limit => new ResourceLimit
        {
            Type = $"RLIMIT_{limit.Name?.ToUpperInvariant()}",
            Soft = (ulong)limit.Soft,
            Hard = (ulong)limit.Hard,
        })];
}
