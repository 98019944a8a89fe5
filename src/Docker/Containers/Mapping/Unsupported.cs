using Gantry.Containers;
using Gantry.Docker.Containers.Shapes;
using Gantry.Docker.Volumes;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>Refuses by name what a container can be asked to be, and cannot be here.</summary>
internal static class Unsupported
{
    /// <exception cref="InvalidException">Something of it cannot be; the words are Docker's.</exception>
    /// <exception cref="UnsupportedException">Something of it is not there.</exception>
    public static void Refuse(CreateRequest request)
    {
        var host = request.HostConfig ?? new HostConfig();
        RefuseAsDocker(host);
        VolumeDriver.Check(host.VolumeDriver);
        Refuse(host.DeviceRequests is { Count: > 0 }, "device requests (--gpus): not there yet");
        Refuse(host.Isolation is { Length: > 0 } and not "default", "--isolation: only for Windows");
        Refuse(host.Cgroup is { Length: > 0 }, "--cgroup: not there yet");
    }

    // What Docker refuses too, on a host such as those that Gantry knows.
    private static void RefuseAsDocker(HostConfig host)
    {
        if (host.StorageOpt is { Count: > 0 })
        {
            throw new InvalidException("--storage-opt is supported only for overlay over xfs with 'pquota' mount option");
        }

        if (host.UsernsMode is not (null or "" or "host"))
        {
            throw new InvalidException($"invalid user namespace mode: {host.UsernsMode}");
        }

        if (host.CpuRealtimePeriod != 0 || host.CpuRealtimeRuntime != 0)
        {
            throw new InvalidException("Your kernel does not support CPU real-time scheduler");
        }
    }

    private static void Refuse(bool isAsked, string what)
    {
        if (isAsked)
        {
            throw new UnsupportedException(what);
        }
    }
}
