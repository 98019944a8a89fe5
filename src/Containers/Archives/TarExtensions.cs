using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Archives;

/// <summary>How an archive says where a sparse file's parts belong.</summary>
internal enum SparseForm
{
    None,
    OldGnu,
    InRecords,
    InContent,
}

/// <summary>What precedes an entry's own header and overrides it: PAX records, GNU's long name and long link.</summary>
internal sealed class TarExtensions
{
    private const char PaxHeader = 'x';
    private const char PaxGlobal = 'g';
    private const char GnuLongName = 'L';
    private const char GnuLongLink = 'K';
    private const char GnuSparse = 'S';

    private UnixPath? _longName;
    private UnixPath? _longLink;

    internal PaxRecords Pax { get; private set; } = new();

    internal static bool IsExtension(char typeFlag) => typeFlag is PaxHeader or PaxGlobal or GnuLongName or GnuLongLink;

    internal void Add(char typeFlag, byte[] content)
    {
        switch (typeFlag)
        {
            case PaxHeader:
                Pax = PaxRecords.Read(content);
                break;
            case GnuLongName:
                _longName = UpToZero(content);
                break;
            case GnuLongLink:
                _longLink = UpToZero(content);
                break;
        }
    }

    internal SparseForm SparseFormOf(char typeFlag) =>
        typeFlag == GnuSparse ? SparseForm.OldGnu
        : Pax.Number("GNU.sparse.major") == 1 && Pax.Number("GNU.sparse.minor") == 0 ? SparseForm.InContent
        : Pax["GNU.sparse.size"] is not null ? SparseForm.InRecords
        : SparseForm.None;

    /// <summary>The entry that a header and what preceded it describe.</summary>
    /// <param name="header">The entry's own header.</param>
    /// <param name="packedSize">Bytes of content that follow in the archive.</param>
    internal TarEntry Describe(TarHeader header, out long packedSize)
    {
        var name = Pax.Path("GNU.sparse.name") ?? Pax.Path("path") ?? _longName ?? header.Name;
        var type = TypeOf(header.TypeFlag, name);
        packedSize = type == TarEntryType.RegularFile ? Pax.Number("size") ?? header.Size : 0;
        var size = RealSize(header, packedSize);
        if (packedSize < 0 || size < 0)
        {
            throw new InvalidException($"invalid tar header: {name} has a negative size");
        }

        return new()
        {
            Name = name,
            Type = type,
            LinkTarget = Pax.Path("linkpath") ?? _longLink ?? header.LinkTarget,
            Mode = header.Mode,
            Uid = Id(Pax.Number("uid") ?? header.Uid, name),
            Gid = Id(Pax.Number("gid") ?? header.Gid, name),
            Size = type == TarEntryType.RegularFile ? size : 0,
            Modified = Pax.Time("mtime") ?? new FileTime(header.Modified, 0),
            Device = type is TarEntryType.CharacterDevice or TarEntryType.BlockDevice ? DeviceOf(header, name) : default,
            Attributes = Pax.Attributes(),
        };
    }

    private static UnixPath UpToZero(ReadOnlySpan<byte> content)
    {
        var end = content.IndexOf((byte)0);
        return UnixPath.Of(end < 0 ? content : content[..end]);
    }

    // Archives older than ustar mark a directory by the slash at the end of its name only.
    private static TarEntryType TypeOf(char typeFlag, UnixPath name) => typeFlag switch
    {
        '0' or '\0' when name.Bytes.EndsWith("/"u8) => TarEntryType.Directory,
        '0' or '\0' or '7' or GnuSparse => TarEntryType.RegularFile,
        '1' => TarEntryType.HardLink,
        '2' => TarEntryType.SymbolicLink,
        '3' => TarEntryType.CharacterDevice,
        '4' => TarEntryType.BlockDevice,
        '5' => TarEntryType.Directory,
        '6' => TarEntryType.Fifo,
        _ => throw new UnsupportedException($"{name}: unhandled tar header type {(int)typeFlag}"),
    };

    private static uint Id(long id, UnixPath name) =>
        id is >= 0 and < uint.MaxValue ? (uint)id : throw new InvalidException($"invalid tar header: {name} has the owner {id}");

    private static DeviceId DeviceOf(TarHeader header, UnixPath name)
    {
        var (major, minor) = (header.DeviceMajor, header.DeviceMinor);
        return major is >= 0 and <= uint.MaxValue && minor is >= 0 and <= uint.MaxValue
            ? new((uint)major, (uint)minor)
            : throw new InvalidException($"invalid tar header: {name} has the device number {major}:{minor}");
    }

    private long RealSize(TarHeader header, long packedSize) => SparseFormOf(header.TypeFlag) switch
    {
        SparseForm.OldGnu => header.SparseRealSize,
        SparseForm.InRecords => Pax.Number("GNU.sparse.size") ?? packedSize,
        SparseForm.InContent => Pax.Number("GNU.sparse.realsize") ?? packedSize,
        _ => packedSize,
    };
}
