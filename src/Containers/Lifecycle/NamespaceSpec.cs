namespace Gantry.Containers.Lifecycle;

/// <summary>Whose namespace of one kind a container uses.</summary>
public enum NamespaceMode
{
    /// <summary>Its own.</summary>
    Private = 0,
    Host = 1,

    /// <summary>That of another container, which must run.</summary>
    Container = 2,
}

/// <summary>One kind of namespace: whose is used.</summary>
/// <param name="Mode">Whose.</param>
/// <param name="Container">The id of the other container; null for other modes.</param>
public readonly record struct NamespaceChoice(NamespaceMode Mode, string? Container = null)
{
    public static NamespaceChoice Private => new(NamespaceMode.Private);

    public static NamespaceChoice Host => new(NamespaceMode.Host);
}

/// <summary>The namespaces beside the network's. Mounts are always a container's own.</summary>
public sealed record NamespaceSpec
{
    public NamespaceChoice Pid { get; init; }
    public NamespaceChoice Ipc { get; init; }

    /// <summary>The ipc namespace is private and so is /dev/shm: no other container may join them.</summary>
    public bool IpcIsShareable { get; init; }

    public NamespaceMode Uts { get; init; }
    public NamespaceMode Cgroup { get; init; }
}
