using Gantry.Containers.Archives;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Lifecycle.Files;

/// <summary>The files of a container behind one handle, whether it runs or not, volumes and all.</summary>
/// <remarks>Every path is walked by the kernel within the root: no link of the container's leads out, whatever it does meanwhile (CVE-2018-15664).</remarks>
internal sealed class ContainerTree(FileDescriptor root, ContainerRecord record, IReadOnlyList<IDisposable> holds) : IDisposable
{
    internal FileDescriptor Root => root;

    public void Dispose()
    {
        root.Dispose();
        foreach (var hold in holds)
        {
            hold.Dispose();
        }
    }

    /// <summary>Opens a file as a handle; a link at the end is followed where the path ends in a slash, or the caller wants it.</summary>
    /// <exception cref="NotFoundException">There is none; the words are Docker's.</exception>
    internal FileDescriptor Open(ContainerPath path, bool follow = false)
    {
        var flags = OpenFlags.PathOnly | (follow || path.MeansDirectory ? OpenFlags.ReadOnly : Kernel.NoFollow) | (path.MeansDirectory ? Kernel.DirectoryOnly : OpenFlags.ReadOnly);
        var file = Kernel.TryOpenPathAt(root, path.InRoot, flags, ParentDirectories.Inside, out var errno);
        if (file is null)
        {
            throw errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP or Errno.ENAMETOOLONG ? NoSuch(path) : new LinuxException("openat2", errno, path.Text);
        }

        if (!Kernel.IsKernelsOwn(file))
        {
            return file;
        }

        file.Dispose();
        throw NoSuch(path);
    }

    /// <summary>Where in the container an open file of it lies, without links.</summary>
    internal UnixPath PathOf(FileDescriptor file)
    {
        var (top, path) = (Kernel.PathOf(root), Kernel.PathOf(file));
        var below = top.Bytes.SequenceEqual("/"u8) ? path.Bytes : path.Bytes[Math.Min(top.Length, path.Length)..];
        return below.IsEmpty ? UnixPath.Of("/"u8) : UnixPath.Of(below);
    }

    /// <summary>Refuses to write where the container itself may not.</summary>
    /// <exception cref="InvalidException">The file lies on something read-only; the words are Docker's.</exception>
    internal void RequireWritable(FileDescriptor file)
    {
        var isRoot = Kernel.Status(file).Device == Kernel.Status(root).Device;
        if (isRoot && record.Spec.ReadOnlyRoot)
        {
            throw new InvalidException("container rootfs is marked read-only");
        }

        if (Kernel.IsOnReadOnlyMount(file.ProcPath))
        {
            throw new InvalidException(isRoot ? "container rootfs is marked read-only" : "mounted volume is marked read-only");
        }
    }

    private static NotFoundException NoSuch(ContainerPath path) => new($"Could not find the file {path.Given} in container {path.Container}");
}
