using Gantry.Containers.Instances;

namespace Gantry.Containers.Lifecycle;

/// <summary>Where a container's own files are.</summary>
public sealed class ContainerPaths(Instance instance)
{
    /// <summary>The folder with a folder for each container: what lasts.</summary>
    public string Lasting { get; } = Path.Combine(instance.Root, "containers");

    /// <summary>The folder with a folder for each started container: what goes with the run, or the boot.</summary>
    public string Volatile { get; } = Path.Combine(instance.Run, "containers");

    /// <summary>What the OCI runtime keeps its state in.</summary>
    public string RuntimeRoot { get; } = Path.Combine(instance.Run, "runtime");

    public string RuntimeState(ContainerId id) => Path.Combine(RuntimeRoot, id.Hex);

    public string Folder(ContainerId id) => Path.Combine(Lasting, id.Hex);

    public string Log(ContainerId id) => Path.Combine(Folder(id), $"{id.Hex}-json.log");

    /// <summary>Where the shim records how the container ended.</summary>
    public string ExitFile(ContainerId id) => Path.Combine(Folder(id), "exit");

    public string Hostname(ContainerId id) => Path.Combine(Folder(id), "hostname");

    public string Hosts(ContainerId id) => Path.Combine(Folder(id), "hosts");

    public string ResolvConf(ContainerId id) => Path.Combine(Folder(id), "resolv.conf");

    /// <summary>The OCI bundle; there for as long as the container may be running.</summary>
    public string Bundle(ContainerId id) => Path.Combine(Volatile, id.Hex);

    /// <summary>Where the container is on its networks in this run.</summary>
    public string Endpoints(ContainerId id) => Path.Combine(Bundle(id), "endpoints.json");

    public string ShimSocket(ContainerId id) => Path.Combine(Bundle(id), "shim.sock");
}
