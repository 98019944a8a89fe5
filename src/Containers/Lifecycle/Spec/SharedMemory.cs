using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Lifecycle.Spec;

/// <summary>The /dev/shm of a container whose ipc namespace others may join: mounted on the host for as long as it runs, so that they can have it too.</summary>
internal static class SharedMemory
{
    private const string Folder = "shm";

    /// <summary>Mounts it, where the container is such.</summary>
    /// <param name="bundle">The container's.</param>
    /// <param name="spec">The container's.</param>
    public static void Open(string bundle, ContainerSpec spec)
    {
        if (spec.Namespaces is { IpcIsShareable: true, Ipc.Mode: NamespaceMode.Private })
        {
            var path = Directory.CreateDirectory(PathIn(bundle)).FullName;
            Kernel.MountByText("shm", path, "tmpfs", $"mode=1777,size={spec.ShmBytes}");
        }
    }

    /// <summary>Takes it away; containers that joined keep it until they end.</summary>
    public static void Close(string bundle)
    {
        var path = PathIn(bundle);
        if (Directory.Exists(path) && Kernel.Status(path).IsMountRoot)
        {
            Kernel.DetachMount(path);
        }
    }

    /// <summary>The path of the one that the container uses; null where that is its own alone, or the host's.</summary>
    public static string? PathFor(ContainerPaths paths, ContainerRecord record) => record.Spec.Namespaces switch
    {
        { Ipc: { Mode: NamespaceMode.Container, Container: { } other } } => PathIn(paths.Bundle(new ContainerId(other))),
        { Ipc.Mode: NamespaceMode.Private, IpcIsShareable: true } => PathIn(paths.Bundle(record.Id)),
        _ => null,
    };

    private static string PathIn(string bundle) => Path.Combine(bundle, Folder);
}
