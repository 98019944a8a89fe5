using Gantry.Linux;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Cgroups;
using Gantry.Runtime.Child;
using Gantry.Runtime.Namespaces;

namespace Gantry.Runtime;

/// <summary>What is known of a container while its first program is being laid out.</summary>
internal sealed class Creation
{
    // The child inherits these; they must stay open until it has been cloned, and are closed when the runtime ends.
    private readonly List<FileDescriptor> _kept = [];

    public required string Id { get; init; }

    /// <summary>Absolute.</summary>
    public required string Bundle { get; init; }

    public required RuntimeConfig Config { get; init; }

    /// <summary>The root's directory on the host: absolute, without links.</summary>
    public required string RootPath { get; init; }

    public required ContainerCgroup Cgroup { get; init; }
    public required NamespacePlan Namespaces { get; init; }

    /// <summary>Whether the root is moved over the old one: for a host whose own root is an initramfs.</summary>
    public bool NoPivot { get; init; }

    public ChildProgram Program { get; } = new();

    public FileDescriptor Keep(FileDescriptor descriptor)
    {
        _kept.Add(descriptor);
        return descriptor;
    }
}
