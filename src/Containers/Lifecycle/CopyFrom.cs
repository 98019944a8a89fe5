using Gantry.Containers.Archives;
using Gantry.Containers.Lifecycle.Files;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Lifecycle;

/// <summary>Copies files out of a container, whether it runs or not, volumes and bind mounts included.</summary>
public sealed class CopyFrom
{
    private readonly ContainerFiles _files;

    internal CopyFrom(ContainerFiles files) => _files = files;

    /// <summary>Tells what there is at a path.</summary>
    /// <exception cref="NotFoundException">Nothing; the words are Docker's.</exception>
    public async Task<PathStatus> StatAsync(Container container, ContainerPath path, CancellationToken cancellationToken)
    {
        using var tree = await _files.OpenAsync(container, cancellationToken);
        using var file = tree.Open(path);
        return PathStatus.Of(tree, path, file);
    }

    /// <summary>Writes what is at a path as an archive: a directory under its own name, with all that is in it.</summary>
    /// <param name="container">Whose.</param>
    /// <param name="path">Where.</param>
    /// <param name="begin">Told what it is, before anything is written; gives the stream to write to.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task ExecuteAsync(Container container, ContainerPath path, Func<PathStatus, Stream> begin, CancellationToken cancellationToken)
    {
        using var tree = await _files.OpenAsync(container, cancellationToken);
        using var file = tree.Open(path);
        var status = PathStatus.Of(tree, path, file);
        var tar = new TarWriter(begin(status));
        await new TreeArchiver(tar, new()).WriteAsync(file, NameOf(path, status), cancellationToken);
        await tar.FinishAsync(cancellationToken);
    }

    // Of "DIR/." the archive has what is in it, and "." for the directory.
    private static UnixPath NameOf(ContainerPath path, PathStatus status) =>
        UnixPath.Of(path.IsContent && status.File.Type == FileType.Directory ? "." : path.Name == "/" ? "" : path.Name);
}
