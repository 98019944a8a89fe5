using Gantry.Oci.RuntimeSpec;

namespace Gantry.Containers.Lifecycle.Spec;

/// <summary>Which namespaces a container makes, and which it joins.</summary>
internal sealed class JoinedNamespaces(ContainerStore store)
{
    /// <summary>The namespaces of a container that is about to start.</summary>
    /// <param name="spec">The container's.</param>
    /// <param name="networkPath">The network namespace to join; empty makes one, null stays in the host's.</param>
    /// <exception cref="ConflictException">A container whose namespace is to be joined does not run.</exception>
    public IReadOnlyList<LinuxNamespace> Of(ContainerSpec spec, string? networkPath)
    {
        var namespaces = new List<LinuxNamespace> { new() { Type = "mount" } };
        if (networkPath is not null)
        {
            namespaces.Add(new() { Type = "network", Path = networkPath.Length > 0 ? networkPath : null });
        }

        Add(namespaces, "pid", spec.Namespaces.Pid);
        Add(namespaces, "ipc", spec.Namespaces.Ipc);
        Add(namespaces, "uts", new NamespaceChoice(spec.Namespaces.Uts));
        Add(namespaces, "cgroup", new NamespaceChoice(spec.Namespaces.Cgroup));
        return namespaces;
    }

    private void Add(List<LinuxNamespace> namespaces, string type, NamespaceChoice choice)
    {
        switch (choice)
        {
            case { Mode: NamespaceMode.Private }:
                namespaces.Add(new() { Type = type });
                break;
            case { Mode: NamespaceMode.Container, Container: { } other }:
                if (type == "ipc" && !store.Get(other).Record.Spec.Namespaces.IpcIsShareable)
                {
                    throw new ConflictException(
                        $"cannot join IPC of a container {other}: non-shareable IPC (hint: use IpcMode:shareable for the donor container)");
                }

                namespaces.Add(new() { Type = type, Path = $"/proc/{RunningPid(other)}/ns/{type}" });
                break;
        }
    }

    private int RunningPid(string id)
    {
        var state = store.Get(id).Record.State;
        return state.IsRunning ? state.Pid : throw new ConflictException($"cannot join namespace of a non running container: container {id} is {Word(state.Status)}");
    }

    private static string Word(RunStatus status) => status.ToString().ToLowerInvariant();
}
