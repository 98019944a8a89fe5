using System.Globalization;
using System.Text;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Archives;

/// <summary>Makes header blocks, and the PAX records for what does not fit into them.</summary>
internal static class TarHeaderBlock
{
    private const int NameBytes = 100;
    private const int PrefixBytes = 155;

    internal static byte[] Of(TarEntry entry, out PaxRecords records)
    {
        records = new();
        var block = new byte[TarHeader.BlockBytes];
        WriteName(block, entry.Name, records);
        if (!TryWriteText(block.AsSpan(157, NameBytes), entry.LinkTarget.Bytes))
        {
            records.Add("linkpath", entry.LinkTarget.Bytes);
        }

        TarNumber.TryWriteOctal(block.AsSpan(100, 8), entry.Mode);
        WriteNumber(block.AsSpan(108, 8), entry.Uid, "uid", records);
        WriteNumber(block.AsSpan(116, 8), entry.Gid, "gid", records);
        WriteNumber(block.AsSpan(124, 12), entry.Size, "size", records);
        WriteTime(block.AsSpan(136, 12), entry.Modified, records);
        WriteDevice(block, entry);
        foreach (var (name, value) in entry.Attributes)
        {
            records.AddAttribute(name, value);
        }

        return Seal(block, TypeFlag(entry.Type));
    }

    /// <summary>The header of a PAX extended header of this length.</summary>
    internal static byte[] OfRecords(int length)
    {
        var block = new byte[TarHeader.BlockBytes];
        "PaxHeader/entry"u8.CopyTo(block);
        TarNumber.TryWriteOctal(block.AsSpan(100, 8), 0b110_100_100);
        TarNumber.TryWriteOctal(block.AsSpan(124, 12), length);
        return Seal(block, 'x');
    }

    private static byte[] Seal(byte[] block, char typeFlag)
    {
        block[156] = (byte)typeFlag;
        "ustar\000"u8.CopyTo(block.AsSpan(257));
        TarNumber.TryWriteOctal(block.AsSpan(148, 7), TarHeader.Sum(block));
        block[155] = (byte)' ';
        return block;
    }

    private static char TypeFlag(TarEntryType type) => type switch
    {
        TarEntryType.RegularFile => '0',
        TarEntryType.HardLink => '1',
        TarEntryType.SymbolicLink => '2',
        TarEntryType.CharacterDevice => '3',
        TarEntryType.BlockDevice => '4',
        TarEntryType.Directory => '5',
        TarEntryType.Fifo => '6',
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    // A name of up to 256 bytes fits if one of its slashes parts it into a prefix and a name that both fit.
    private static void WriteName(byte[] block, UnixPath name, PaxRecords records)
    {
        var bytes = name.Bytes;
        if (TryWriteText(block.AsSpan(0, NameBytes), bytes))
        {
            return;
        }

        var slash = bytes[..Math.Min(bytes.Length - 1, PrefixBytes + 1)].LastIndexOf((byte)'/');
        if (slash > 0 && bytes.Length - slash - 1 <= NameBytes)
        {
            bytes[(slash + 1)..].CopyTo(block);
            bytes[..slash].CopyTo(block.AsSpan(345));
            return;
        }

        records.Add("path", bytes);
        bytes[..NameBytes].CopyTo(block);
    }

    private static bool TryWriteText(Span<byte> field, ReadOnlySpan<byte> text)
    {
        var fits = text.Length <= field.Length;
        text[..Math.Min(text.Length, field.Length)].CopyTo(field);
        return fits;
    }

    private static void WriteNumber(Span<byte> field, long value, string key, PaxRecords records)
    {
        if (!TarNumber.TryWriteOctal(field, value))
        {
            records.Add(key, Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture)));
        }
    }

    private static void WriteTime(Span<byte> field, FileTime time, PaxRecords records)
    {
        if (TarNumber.TryWriteOctal(field, time.Seconds) && time.Nanoseconds == 0)
        {
            return;
        }

        // A fraction counts away from zero: -1.25 is two seconds before 1970, and 750,000,000 nanoseconds.
        var (seconds, nanoseconds, sign) = time is { Seconds: < 0, Nanoseconds: > 0 }
            ? (-(time.Seconds + 1), 1_000_000_000 - time.Nanoseconds, "-")
            : (time.Seconds, time.Nanoseconds, "");
        records.Add("mtime", Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{sign}{seconds}.{nanoseconds:D9}")));
    }

    private static void WriteDevice(byte[] block, TarEntry entry)
    {
        if (!TarNumber.TryWriteOctal(block.AsSpan(329, 8), entry.Device.Major)
            || !TarNumber.TryWriteOctal(block.AsSpan(337, 8), entry.Device.Minor))
        {
            throw new UnsupportedException($"{entry.Name}: the device number {entry.Device.Major}:{entry.Device.Minor} does not fit a tar header");
        }
    }
}
