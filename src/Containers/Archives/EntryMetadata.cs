using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Archives;

/// <summary>Gives a file what its entry says of owner, mode, attributes and time.</summary>
internal static class EntryMetadata
{
    /// <summary>Applies an entry to the open file that was made for it.</summary>
    internal static void Apply(TarEntry entry, FileDescriptor file)
    {
        // A change of owner clears setuid and file capabilities, so mode and attributes come after it; the time comes last of all.
        Kernel.ChangeOwner(file, entry.Uid, entry.Gid);
        switch (entry.Type)
        {
            case TarEntryType.SymbolicLink:
                break;
            case TarEntryType.RegularFile:
                Kernel.ChangeModeOfOpen(file, entry.Mode);
                break;
            default:
                Kernel.ChangeMode(file, entry.Mode);
                break;
        }

        foreach (var (name, value) in entry.Attributes)
        {
            SetAttribute(entry, file, name, value);
        }

        Kernel.ChangeTimes(file, entry.Modified, entry.Modified);
    }

    private static void SetAttribute(TarEntry entry, FileDescriptor file, string name, byte[] value)
    {
        // overlayfs' own attributes redirect lookups to other places: an image has no business setting them.
        if (name.StartsWith("trusted.overlay.", StringComparison.Ordinal) || name.StartsWith("user.overlay.", StringComparison.Ordinal))
        {
            return;
        }

        var errno = Kernel.TrySetAttribute(file, name, value);
        var plain = entry.Type is TarEntryType.RegularFile or TarEntryType.Directory;
        // EPERM: the kernel takes user.* on regular files and directories only.
        if (errno is not (Errno.None or Errno.EOPNOTSUPP) && !(errno == Errno.EPERM && !plain))
        {
            throw new LinuxException("setxattr", errno, $"{entry.Name}: {name}");
        }
    }
}
