using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Lifecycle.Files;

/// <summary>What there is at a path in a container.</summary>
public sealed record PathStatus
{
    public required string Name { get; init; }
    public required FileStatus File { get; init; }

    /// <summary>Where a symbolic link leads in the end, from the container's root; empty for anything else.</summary>
    public string LinkTarget { get; init; } = "";

    internal static PathStatus Of(ContainerTree tree, ContainerPath path, FileDescriptor file)
    {
        var status = Kernel.Status(file, path.Text);
        return new() { Name = path.IsContent ? "." : path.Name, File = status, LinkTarget = status.Type == FileType.SymbolicLink ? EndOf(tree, path, file) : "" };
    }

    private static string EndOf(ContainerTree tree, ContainerPath path, FileDescriptor link)
    {
        try
        {
            using var end = tree.Open(path, follow: true);
            return tree.PathOf(end).ToString();
        }
        catch (NotFoundException)
        {
            // A link that leads nowhere is told as it says.
            var target = Kernel.ReadLinkAt(link, default).ToString();
            return ContainerPath.Parse(path.Container, target.StartsWith('/') ? target : $"{path.Text}/../{target}").Text;
        }
    }
}
