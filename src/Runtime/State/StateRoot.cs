using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.State;

/// <summary>The directory in which each container has one of its own, by its id.</summary>
internal sealed class StateRoot(string path)
{
    private const uint OwnerOnly = 0x1C0; // 0700
    private const uint Searchable = 0x1C9; // 0711
    private const int MaxIdLength = 1024;

    public string Path { get; } = path;

    /// <summary>Compiled seccomp filters, shared by all containers.</summary>
    public string SeccompCache
    {
        get
        {
            // A container's id cannot begin with a dot.
            var directory = System.IO.Path.Combine(Path, ".seccomp");
            MakeDirectory(directory, OwnerOnly);
            return directory;
        }
    }

    /// <summary>Makes the directory of a new container.</summary>
    /// <exception cref="RuntimeRefusal">The id is taken, or is none.</exception>
    public ContainerDirectory Create(string id)
    {
        CheckId(id);
        var directory = System.IO.Path.Combine(Path, id);
        if (!Kernel.TryMakeDirectory(directory, Searchable, out var errno))
        {
            if (errno == Errno.EEXIST)
            {
                throw new RuntimeRefusal($"container with given ID already exists: {id}");
            }

            MakeDirectory(Path, OwnerOnly);
            MakeDirectory(directory, Searchable);
        }

        return new ContainerDirectory(id, directory);
    }

    /// <summary>The directory of a container that is there.</summary>
    /// <exception cref="RuntimeRefusal">There is none.</exception>
    public ContainerDirectory Open(string id)
    {
        CheckId(id);
        var directory = System.IO.Path.Combine(Path, id);
        return Directory.Exists(directory) ? new ContainerDirectory(id, directory) : throw new RuntimeRefusal($"container does not exist: {id}");
    }

    public IEnumerable<ContainerDirectory> All() => Directory.Exists(Path)
        ? new DirectoryInfo(Path).EnumerateDirectories()
            .Where(static directory => !directory.Name.StartsWith('.'))
            .OrderBy(static directory => directory.Name, StringComparer.Ordinal)
            .Select(static directory => new ContainerDirectory(directory.Name, directory.FullName))
        : [];

    private static void MakeDirectory(string path, uint mode)
    {
        if (Kernel.TryMakeDirectory(path, mode, out var errno) || errno == Errno.EEXIST)
        {
            return;
        }

        if (errno != Errno.ENOENT || System.IO.Path.GetDirectoryName(path) is not { Length: > 1 } parent)
        {
            throw new LinuxException("mkdir", errno, path);
        }

        MakeDirectory(parent, Searchable);
        MakeDirectory(path, mode);
    }

    private static void CheckId(string id)
    {
        if (id.Length is 0 or > MaxIdLength || id[0] == '.' || id.Any(static c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '+' or '-' or '.')))
        {
            throw new RuntimeRefusal($"invalid container ID format: {id}");
        }
    }
}
