using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Containers.Lifecycle.Spec;

/// <summary>The device nodes of a container beside those that every container has.</summary>
internal static class DevicesSection
{
    private const string HostDevices = "/dev";

    // Made, or mounted, by the runtime itself.
    private static readonly string[] Own = ["/dev/console", "/dev/ptmx", "/dev/pts", "/dev/shm", "/dev/mqueue", "/dev/fd", "/dev/.lxc", "/dev/.udev"];

    public static IReadOnlyList<LinuxDevice>? Make(ContainerSpec spec)
    {
        var devices = spec.Security.Privileged ? Below(HostDevices, HostDevices) : [];
        devices.AddRange(spec.Devices.SelectMany(device => Find(device.HostPath, device.ContainerPath)));
        return devices.Count > 0 ? devices : null;
    }

    /// <summary>The device at a path, or all below a folder.</summary>
    /// <exception cref="InvalidException">There is none; the words are Docker's.</exception>
    public static IReadOnlyList<LinuxDevice> Find(string hostPath, string containerPath)
    {
        if (Directory.Exists(hostPath))
        {
            return Below(hostPath, containerPath) is { Count: > 0 } found
                ? found
                : throw new InvalidException($"error gathering device information while adding custom device \"{hostPath}\": not a device node");
        }

        return File.Exists(hostPath) && Read(hostPath, containerPath) is { } device
            ? [device]
            : throw new InvalidException(
                $"error gathering device information while adding custom device \"{hostPath}\": {(File.Exists(hostPath) ? "not a device node" : "no such file or directory")}");
    }

    private static List<LinuxDevice> Below(string hostFolder, string containerFolder)
    {
        var devices = new List<LinuxDevice>();
        foreach (var entry in new DirectoryInfo(hostFolder).EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            var containerPath = $"{containerFolder}/{entry.Name}";
            if (entry.LinkTarget is not null || Own.Contains(entry.FullName))
            {
                continue;
            }

            if (entry is DirectoryInfo)
            {
                devices.AddRange(Below(entry.FullName, containerPath));
            }
            else if (Read(entry.FullName, containerPath) is { } device)
            {
                devices.Add(device);
            }
        }

        return devices;
    }

    private static LinuxDevice? Read(string hostPath, string containerPath)
    {
        var status = Kernel.Status(hostPath);
        return status.Type is FileType.CharacterDevice or FileType.BlockDevice
            ? new LinuxDevice
            {
                Type = status.Type == FileType.CharacterDevice ? "c" : "b",
                Path = containerPath,
                Major = status.Represents.Major,
                Minor = status.Represents.Minor,
                FileMode = status.Mode,
                Uid = status.Uid,
                Gid = status.Gid,
            }
            : null;
    }
}
