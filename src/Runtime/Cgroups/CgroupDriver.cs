namespace Gantry.Runtime.Cgroups;

/// <summary>Who makes a container's groups.</summary>
public enum CgroupDriver
{
    /// <summary>The runtime itself, by directories of the cgroup file systems.</summary>
    Cgroupfs,

    /// <summary>systemd, asked over D-Bus: <c>--systemd-cgroup</c>.</summary>
    Systemd,
}
