using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Archives;

/// <summary>What an entry of an archive makes.</summary>
public enum TarEntryType
{
    RegularFile,
    HardLink,
    SymbolicLink,
    CharacterDevice,
    BlockDevice,
    Directory,
    Fifo,
}

/// <summary>One entry of an archive, with what long-name, PAX and sparse headers said of it already applied.</summary>
/// <remarks>Nothing here is safe to use as it stands: names may be absolute, lead upwards or through links.</remarks>
public sealed record TarEntry
{
    private static readonly Dictionary<string, byte[]> NoAttributes = [];

    public required UnixPath Name { get; init; }
    public required TarEntryType Type { get; init; }

    /// <summary>What a symbolic link says, or the name of an earlier entry for a hard link.</summary>
    public UnixPath LinkTarget { get; init; }

    /// <summary>Permission bits with setuid, setgid and sticky: 0 to 07777.</summary>
    public uint Mode { get; init; }

    public uint Uid { get; init; }
    public uint Gid { get; init; }

    /// <summary>Bytes of a regular file when it is unpacked, holes included; 0 for everything else.</summary>
    public long Size { get; init; }

    public FileTime Modified { get; init; }
    public DeviceId Device { get; init; }

    /// <summary>Extended attributes by their full names (<c>security.capability</c>), values as bytes.</summary>
    public IReadOnlyDictionary<string, byte[]> Attributes { get; init; } = NoAttributes;
}

/// <summary>A piece of a file's content.</summary>
/// <param name="Offset">Where in the unpacked file it belongs; what no piece covers is a hole.</param>
/// <param name="Bytes">Valid until the reader is asked for more; empty when there is no more.</param>
public readonly record struct TarContent(long Offset, ReadOnlyMemory<byte> Bytes);
