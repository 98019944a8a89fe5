using System.Text;
using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Cgroups;

/// <summary>One control group, held by its open directory: whatever happens to its path, files are written where they were meant.</summary>
public sealed class CgroupDirectory : IDisposable
{
    // A control group tree has no links and no mounts inside: whatever looks like one is not the kernel's.
    private const ResolveFlags Inside =
        ResolveFlags.Beneath | ResolveFlags.NoSymlinks | ResolveFlags.NoMagicLinks | ResolveFlags.NoCrossMount;

    private CgroupDirectory(FileDescriptor descriptor, string path)
    {
        Descriptor = descriptor;
        Path = path;
    }

    public string Path { get; }

    /// <summary>Open for reading, so that it serves CLONE_INTO_CGROUP and BPF too.</summary>
    public FileDescriptor Descriptor { get; }

    public static CgroupDirectory Open(string path) =>
        new(Kernel.Open(path, OpenFlags.ReadOnly | Kernel.DirectoryOnly), path);

    /// <summary>Null where there is no such group.</summary>
    public static CgroupDirectory? TryOpen(string path)
    {
        try
        {
            return Open(path);
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOENT or Errno.ENODEV)
        {
            return null;
        }
    }

    /// <summary>The text of a file, without the newline at its end.</summary>
    public string Read(string file) => TryRead(file) ?? throw new LinuxException("open", Errno.ENOENT, PathOf(file));

    /// <summary>Null where this kernel or this group has no such file, or the file has no answer.</summary>
    public string? TryRead(string file)
    {
        using var open = Kernel.TryOpenAt2(Descriptor, file, OpenFlags.ReadOnly, Inside, out var errno);
        if (open is null)
        {
            return errno is Errno.ENOENT or Errno.ENODEV ? null : throw new LinuxException("open", errno, PathOf(file));
        }

        try
        {
            return KernelText.ReadToEnd(open, PathOf(file)).TrimEnd('\n');
        }
        catch (LinuxException e) when (e.Errno is Errno.EOPNOTSUPP or Errno.ENODEV)
        {
            // cpu.stat of a group whose controller was switched off meanwhile; *.pressure with PSI off.
            return null;
        }
    }

    /// <summary>Sets a value, in one write.</summary>
    /// <exception cref="LinuxException">The kernel refuses the value or has no such file; the path names the file.</exception>
    public void Write(string file, string value)
    {
        if (!TryWrite(file, value, out var errno))
        {
            throw new LinuxException($"write \"{value}\" to", errno, PathOf(file));
        }
    }

    public void Write(string file, long value) => Write(file, value.ToString());

    /// <summary>As <see cref="Write(string, string)"/>, with the errno where it fails; ENOENT where there is no such file.</summary>
    public bool TryWrite(string file, string value, out Errno errno)
    {
        using var open = Kernel.TryOpenAt2(Descriptor, file, OpenFlags.WriteOnly, Inside, out errno);
        if (open is null)
        {
            return false;
        }

        // One write is one request to the kernel: a value is never split.
        return Kernel.TryWrite(open, Encoding.UTF8.GetBytes(value), out errno) >= 0;
    }

    /// <summary>Opens a file of the group, for what needs a descriptor: joining, watching.</summary>
    public FileDescriptor OpenFile(string file, OpenFlags flags) =>
        Kernel.TryOpenAt2(Descriptor, file, flags, Inside, out var errno) ?? throw new LinuxException("open", errno, PathOf(file));

    public bool Has(string file)
    {
        using var open = Kernel.TryOpenAt2(Descriptor, file, OpenFlags.PathOnly, Inside, out _);
        return open is not null;
    }

    /// <summary>The names of the groups directly below; none where this group itself is gone.</summary>
    public IReadOnlyList<string> Children()
    {
        try
        {
            // A descriptor of its own: a listing moves the position, and two would disturb each other.
            using var listing = OpenFile(".", OpenFlags.ReadOnly | Kernel.DirectoryOnly);
            return Kernel.ListDirectories(listing);
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOENT)
        {
            return [];
        }
    }

    /// <summary>Null where the group is gone: a container may remove its own at any time.</summary>
    public CgroupDirectory? TryOpenChild(string name) =>
        Kernel.TryOpenAt2(Descriptor, name, OpenFlags.ReadOnly | Kernel.DirectoryOnly, Inside, out var errno) is { } child
            ? new CgroupDirectory(child, PathOf(name))
            : errno == Errno.ENOENT ? null : throw new LinuxException("open", errno, PathOf(name));

    public void Dispose() => Descriptor.Dispose();

    private string PathOf(string file) => $"{Path}/{file}";
}
