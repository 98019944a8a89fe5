using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Users;

/// <summary>A root behind an open directory, such as <c>/proc/PID/root</c>.</summary>
public sealed class MountedRoot(FileDescriptor root) : IRootFiles
{
    public FileDescriptor? TryOpen(string path)
    {
        // NonBlocking: opening a fifo must not wait for its writer.
        var file = Kernel.TryOpenAt2(
            root, path, OpenFlags.ReadOnly | OpenFlags.NonBlocking, ResolveFlags.InRoot | ResolveFlags.NoMagicLinks, out _);
        if (file is null || Kernel.Status(file, path).Type == FileType.Regular)
        {
            return file;
        }

        file.Dispose();
        return null;
    }
}
