using Gantry.Containers.Archives;
using Gantry.Containers.Lifecycle.Files;
using Gantry.Containers.Users;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Lifecycle;

public sealed record CopyToOptions
{
    /// <summary>A directory is not replaced by anything else, nor anything else by a directory.</summary>
    public bool KeepKinds { get; init; }

    /// <summary>Everything becomes the container's user's, instead of whose the archive says.</summary>
    public bool OwnedByUser { get; init; }
}

/// <summary>Unpacks an archive into a directory of a container, whether it runs or not, volumes and bind mounts included.</summary>
public sealed class CopyTo
{
    private readonly ContainerFiles _files;

    internal CopyTo(ContainerFiles files) => _files = files;

    /// <summary>Unpacks it.</summary>
    /// <exception cref="NotFoundException">There is no such directory; the words are Docker's.</exception>
    /// <exception cref="InvalidException">The path is no directory or read-only, or the archive damaged or hostile.</exception>
    public async Task ExecuteAsync(Container container, ContainerPath path, Stream archive, CopyToOptions options, CancellationToken cancellationToken)
    {
        using var tree = await _files.OpenAsync(container, cancellationToken);
        using var directory = tree.Open(path, follow: true);
        if (Kernel.Status(directory, path.Text).Type != FileType.Directory)
        {
            throw new InvalidException("extraction point is not a directory");
        }

        tree.RequireWritable(directory);
        var (content, _) = await Decompression.OpenAsync(archive, cancellationToken);
        await using (content)
        {
            var place = UnixPath.Of(tree.PathOf(directory).Bytes.TrimStart((byte)'/'));
            using var extractor = new TreeExtractor(tree.Root, new()
            {
                AllowDevices = true, KeepRoot = true, Base = place, KeepKinds = options.KeepKinds, Owner = OwnerOf(tree, container.Record, options),
            });
            var reader = new TarReader(content);
            await extractor.ExtractAsync(reader, cancellationToken);
            await reader.DrainAsync(cancellationToken);
        }
    }

    private static (uint, uint)? OwnerOf(ContainerTree tree, ContainerRecord record, CopyToOptions options)
    {
        if (!options.OwnedByUser || record.Spec.User.Length == 0)
        {
            return null;
        }

        var user = UserLookup.Resolve(new MountedRoot(tree.Root), record.Spec.User, []);
        return (user.Uid, user.Gid);
    }
}
