using Gantry.Containers;
using Gantry.Containers.Lifecycle;
using Gantry.Docker.Containers.Shapes;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>Whose namespaces a container uses, by <c>--pid</c>, <c>--ipc</c>, <c>--uts</c> and <c>--cgroupns</c>.</summary>
internal static class NamespaceMapping
{
    private const string Joined = "container:";

    public static NamespaceSpec Make(HostConfig host, ContainerStore store) => new()
    {
        Pid = Choose("PID", host.PidMode, store),
        Ipc = host.IpcMode is "shareable" or "none" ? NamespaceChoice.Private : Choose("IPC", host.IpcMode, store),
        IpcIsShareable = host.IpcMode == "shareable",
        Uts = Choose("UTS", host.UtsMode, store).Mode,
        Cgroup = Choose("cgroup namespace", host.CgroupnsMode, store).Mode,
    };

    /// <summary>The id of the container that <c>container:NAME</c> means; null for any other mode.</summary>
    public static string? JoinedContainer(string? mode, ContainerStore store) =>
        mode?.StartsWith(Joined, StringComparison.Ordinal) == true ? store.Get(mode[Joined.Length..]).Id.Hex : null;

    private static NamespaceChoice Choose(string what, string? mode, ContainerStore store) => mode switch
    {
        null or "" or "private" => NamespaceChoice.Private,
        "host" => NamespaceChoice.Host,
        _ => JoinedContainer(mode, store) is { } id
            ? new NamespaceChoice(NamespaceMode.Container, id)
            : throw new InvalidException($"invalid {what} mode: {mode}"),
    };
}
