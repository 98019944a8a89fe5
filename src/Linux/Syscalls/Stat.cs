using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

/// <summary>What kind of file an inode is, by its mode.</summary>
/// <remarks>inode(7)</remarks>
public enum FileType
{
    Unknown = 0,
    Fifo = 0x1000,
    CharacterDevice = 0x2000,
    Directory = 0x4000,
    BlockDevice = 0x6000,
    Regular = 0x8000,
    SymbolicLink = 0xA000,
    Socket = 0xC000,
}

/// <summary>What statx(2) tells of a file.</summary>
public readonly record struct FileStatus
{
    public required FileType Type { get; init; }

    /// <summary>Permission bits, setuid, setgid and sticky included.</summary>
    public required uint Mode { get; init; }

    public required uint Uid { get; init; }
    public required uint Gid { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Bytes that it takes on disk: fewer than <see cref="Size"/> where it has holes.</summary>
    public required long SizeOnDisk { get; init; }

    public required ulong Inode { get; init; }
    public required uint Links { get; init; }

    /// <summary>The device that the file lies on.</summary>
    public required DeviceId Device { get; init; }

    /// <summary>The device that a device file stands for.</summary>
    public required DeviceId Represents { get; init; }

    public required FileTime Modified { get; init; }

    /// <summary>Something is mounted there: it is the root of a mount, be that of the same file system as the folder above it.</summary>
    /// <remarks>STATX_ATTR_MOUNT_ROOT, Linux 5.8</remarks>
    public required bool IsMountRoot { get; init; }
}

/// <summary>A device by its major and minor number.</summary>
public readonly record struct DeviceId(uint Major, uint Minor)
{
    /// <summary>As mknod(2) takes it.</summary>
    public ulong Encoded => (Minor & 0xFF) | ((ulong)(Major & 0xFFF) << 8) | ((ulong)(Minor & ~0xFFU) << 12) | ((ulong)(Major & ~0xFFFU) << 32);
}

public static partial class Kernel
{
    private const int NoFollowLinks = 0x100;
    private const uint BasicStatus = 0x7FF;
    private const ulong MountRoot = 0x2000;

    /// <summary>The status of an open file.</summary>
    /// <param name="path">Names the file in an error.</param>
    public static FileStatus Status(FileDescriptor file, string? path = null) =>
        TryStatus(file.Number, "", EmptyPath, out var errno) ?? throw new LinuxException("statx", errno, path);

    /// <summary>The status of a path of ours; symbolic links are followed.</summary>
    public static FileStatus Status(string path) =>
        TryStatus(AtCurrentDirectory, path, 0, out var errno) ?? throw new LinuxException("statx", errno, path);

    /// <summary>The status of a name in an open directory, not following a symbolic link; null and the errno where there is none.</summary>
    public static FileStatus? TryStatus(FileDescriptor directory, string name, out Errno errno) =>
        TryStatus(directory.Number, name, NoFollowLinks, out errno);

    private static unsafe FileStatus? TryStatus(int directory, string path, int flags, out Errno errno)
    {
        StatxBuffer buffer = default;
        if (Statx(directory, path, flags, BasicStatus, &buffer) < 0)
        {
            errno = LastErrno;
            return null;
        }

        errno = Errno.None;
        return StatusOf(buffer);
    }

    private static FileStatus StatusOf(StatxBuffer buffer) => new()
    {
        Type = (FileType)(buffer.Mode & 0xF000),
        Mode = (uint)(buffer.Mode & 0xFFF),
        Uid = buffer.Uid,
        Gid = buffer.Gid,
        Size = (long)buffer.Size,
        SizeOnDisk = (long)buffer.Blocks * 512,
        Inode = buffer.Inode,
        Links = buffer.Links,
        Device = new DeviceId(buffer.DeviceMajor, buffer.DeviceMinor),
        Represents = new DeviceId(buffer.RepresentsMajor, buffer.RepresentsMinor),
        Modified = new FileTime(buffer.ModifiedSeconds, buffer.ModifiedNanoseconds),
        IsMountRoot = (buffer.Attributes & MountRoot) != 0,
    };

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Statx(int directory, string path, int flags, uint mask, StatxBuffer* buffer);

    /// <summary>struct statx, whose layout is the same on every architecture.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatxBuffer
    {
        [FieldOffset(8)]
        public ulong Attributes;

        [FieldOffset(16)]
        public uint Links;

        [FieldOffset(20)]
        public uint Uid;

        [FieldOffset(24)]
        public uint Gid;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(48)]
        public ulong Blocks;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedNanoseconds;

        [FieldOffset(128)]
        public uint RepresentsMajor;

        [FieldOffset(132)]
        public uint RepresentsMinor;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
