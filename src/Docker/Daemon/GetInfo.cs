using System.Globalization;
using Gantry.Containers.Lifecycle;
using Gantry.Docker.Daemon.Shapes;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Daemon;

/// <summary><c>GET /info</c></summary>
internal static class GetInfo
{
    public static Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var statuses = engine.Store.All.Where(container => container.Record.Door == Engine.Door)
            .Select(container => container.Record.State.Status).ToList();
        return exchange.WriteJsonAsync(
            new InfoBody
            {
                Id = engine.Instance.ShortId,
                Containers = statuses.Count,
                ContainersRunning = statuses.Count(status => status == RunStatus.Running),
                ContainersPaused = statuses.Count(status => status == RunStatus.Paused),
                ContainersStopped = statuses.Count(status => status is not (RunStatus.Running or RunStatus.Paused)),
                Images = engine.Images.List().Count,
                Ipv4Forwarding = File.ReadAllText("/proc/sys/net/ipv4/ip_forward").StartsWith('1'),
                SystemTime = engine.Time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffffff00Z", CultureInfo.InvariantCulture),
                CgroupVersion = File.Exists("/sys/fs/cgroup/cgroup.controllers") ? "2" : "1",
                KernelVersion = Host.KernelRelease,
                OperatingSystem = Host.OsRelease("PRETTY_NAME"),
                OsVersion = Host.OsRelease("VERSION_ID"),
                Architecture = Host.Machine,
                Cpus = Environment.ProcessorCount,
                MemTotal = Host.MemoryBytes,
                DockerRootDir = engine.Instance.Root,
                Name = Environment.MachineName,
                ServerVersion = exchange.Engine.Options.Version,
            },
            DockerJson.Relaxed.InfoBody);
    }
}
