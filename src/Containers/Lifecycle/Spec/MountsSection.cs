using Gantry.Oci.RuntimeSpec;

namespace Gantry.Containers.Lifecycle.Spec;

/// <summary>What is mounted in a container: its root first, then what every container has, then what was asked for.</summary>
internal static class MountsSection
{
    public static IReadOnlyList<ContainerMount> Make(SpecContext context)
    {
        var taken = context.Mounts.Select(mount => mount.Destination).ToHashSet();
        var files = context.HostFiles.Where(mount => !taken.Contains(mount.Destination));
        return
        [
            Root(context),
            .. Standard(context).Where(mount => !taken.Contains(mount.Destination)),
            .. Init(context),

            // A parent before what is in it: a volume at /etc before the host's names at /etc/hosts.
            .. context.Mounts.Concat(files).OrderBy(mount => mount.Destination.Count(character => character == '/')),
        ];
    }

    // Mounted by the runtime in the container's own mount namespace: nothing is ever mounted on the host, or left there.
    private static ContainerMount Root(SpecContext context) =>
        new() { Destination = "/", Type = "overlay", Source = "overlay", Options = context.Snapshot.MountOptions };

    private static IEnumerable<ContainerMount> Standard(SpecContext context)
    {
        var spec = context.Spec;
        // A privileged container may change what the kernel shows; so may one that brings its own list of read-only paths, as far as that goes.
        var readOnly = spec.Security.Privileged ? "rw" : "ro";
        yield return new() { Destination = "/proc", Type = "proc", Source = "proc", Options = ["nosuid", "noexec", "nodev"] };
        yield return new() { Destination = "/dev", Type = "tmpfs", Source = "tmpfs", Options = ["nosuid", "strictatime", "mode=755", "size=65536k"] };
        yield return new()
        {
            Destination = "/dev/pts", Type = "devpts", Source = "devpts",
            Options = ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"],
        };
        yield return new() { Destination = "/sys", Type = "sysfs", Source = "sysfs", Options = ["nosuid", "noexec", "nodev", readOnly] };
        yield return new() { Destination = "/sys/fs/cgroup", Type = "cgroup", Source = "cgroup", Options = [readOnly, "nosuid", "noexec", "nodev"] };
        foreach (var mount in SharedMemory(context))
        {
            yield return mount;
        }
    }

    private static IEnumerable<ContainerMount> SharedMemory(SpecContext context)
    {
        var spec = context.Spec;
        if (spec.Namespaces.Ipc.Mode == NamespaceMode.Host)
        {
            return
            [
                new() { Destination = "/dev/mqueue", Type = "bind", Source = "/dev/mqueue", Options = ["rbind", "nosuid", "noexec", "nodev"] },
                new() { Destination = "/dev/shm", Type = "bind", Source = "/dev/shm", Options = ["rbind", "nosuid", "noexec", "nodev"] },
            ];
        }

        return
        [
            new() { Destination = "/dev/mqueue", Type = "mqueue", Source = "mqueue", Options = ["nosuid", "noexec", "nodev"] },
            context.SharedMemory is { } shared ? Shared(shared) : Own(spec),
        ];
    }

    private static ContainerMount Shared(string path) =>
        new() { Destination = "/dev/shm", Type = "bind", Source = path, Options = ["rbind", "nosuid", "noexec", "nodev"] };

    private static ContainerMount Own(ContainerSpec spec) => new()
    {
        Destination = "/dev/shm", Type = "tmpfs", Source = "shm",
        Options = ["nosuid", "noexec", "nodev", "mode=1777", $"size={spec.ShmBytes}"],
    };

    private static IEnumerable<ContainerMount> Init(SpecContext context) =>
        ProcessSection.UsesInit(context.Spec)
            ? [new() { Destination = GantryInit.InContainer, Type = "bind", Source = context.InitPath, Options = ["bind", "ro"] }]
            : [];
}
