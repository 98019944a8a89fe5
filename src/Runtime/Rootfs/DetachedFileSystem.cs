using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Rootfs;

/// <summary>A new file system that the parent makes and the child attaches, for what must be seen or filled before.</summary>
internal static class DetachedFileSystem
{
    /// <summary>The kernel takes no longer value of an option.</summary>
    private const int LongestValueBytes = 255;

    /// <param name="data">What the file system is told: <c>name</c> or <c>name=value</c>.</param>
    public static FileDescriptor Make(string type, string? source, MountOptions options, IEnumerable<string> data)
    {
        using var fileSystem = Kernel.OpenFileSystem(type);
        Kernel.SetFileSystemOption(fileSystem, "source", string.IsNullOrEmpty(source) ? type : source);
        foreach (var option in data)
        {
            Set(fileSystem, option);
        }

        return Kernel.MountDetached(fileSystem, options.Set);
    }

    private static void Set(FileDescriptor fileSystem, string option)
    {
        var equals = option.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            Kernel.SetFileSystemFlag(fileSystem, option);
            return;
        }

        var (key, value) = (option[..equals], option[(equals + 1)..]);
        if (value.StartsWith('/') && System.Text.Encoding.UTF8.GetByteCount(value) > LongestValueBytes)
        {
            using var place = Kernel.Open(value, OpenFlags.PathOnly);
            Kernel.SetFileSystemOption(fileSystem, key, place.ProcPath);
            return;
        }

        Kernel.SetFileSystemOption(fileSystem, key, value);
    }
}
