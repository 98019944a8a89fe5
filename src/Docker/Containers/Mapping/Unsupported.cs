using Gantry.Containers;
using Gantry.Docker.Containers.Shapes;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>Refuses by name what a container can be asked to be, and cannot be here.</summary>
internal static class Unsupported
{
    /// <exception cref="UnsupportedException">Something of it is not there.</exception>
    public static void Refuse(CreateRequest request)
    {
        var host = request.HostConfig ?? new HostConfig();
        Refuse(request.Healthcheck is { Test: [not "NONE", ..] }, "health checks: not there yet");
        Refuse(host.RestartPolicy?.Name is not (null or "" or "no"), $"the restart policy \"{host.RestartPolicy?.Name}\": not there yet");
        Refuse(host.VolumesFrom is { Count: > 0 }, "--volumes-from: not there yet");
        Refuse(host.VolumeDriver is { Length: > 0 } and not "local", $"the volume driver \"{host.VolumeDriver}\": not there yet");
        Refuse(host.DeviceRequests is { Count: > 0 }, "device requests (--gpus): not there yet");
        Refuse(host.StorageOpt is { Count: > 0 }, "--storage-opt: not there yet");
        Refuse(host.UsernsMode is { Length: > 0 } and not "host", "--userns: not there yet");
        Refuse(host.Isolation is { Length: > 0 } and not "default", "--isolation: only for Windows");
        Refuse(host.CpuRealtimePeriod != 0 || host.CpuRealtimeRuntime != 0, "real-time scheduling: not there yet");
        Refuse(host.IpcMode?.StartsWith("container:", StringComparison.Ordinal) == true, "--ipc container: not there yet");
        Refuse(host.Cgroup is { Length: > 0 }, "--cgroup: not there yet");
        Refuse(
            host.LogConfig?.Type is { Length: > 0 } and not ("json-file" or "none"),
            $"the logging driver \"{host.LogConfig?.Type}\": not there yet");
    }

    private static void Refuse(bool isAsked, string what)
    {
        if (isAsked)
        {
            throw new UnsupportedException(what);
        }
    }
}
