using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Archives;

/// <summary>The records of a PAX extended header, in their order.</summary>
/// <remarks>POSIX pax "pax Extended Header": <c>length key=value\n</c>, the length counting the whole record.</remarks>
internal sealed class PaxRecords
{
    private const string AttributePrefix = "SCHILY.xattr.";
    private readonly List<(string Key, byte[] Value)> _records = [];

    internal IReadOnlyList<(string Key, byte[] Value)> All => _records;

    internal static PaxRecords Read(ReadOnlySpan<byte> bytes)
    {
        var records = new PaxRecords();
        while (!bytes.IsEmpty)
        {
            var space = bytes.IndexOf((byte)' ');
            if (space < 1 || !Utf8Parser.TryParse(bytes[..space], out int length, out var digits) || digits != space
                || length <= space + 1 || length > bytes.Length || bytes[length - 1] != '\n')
            {
                throw Malformed();
            }

            records.Add(bytes[(space + 1)..(length - 1)]);
            bytes = bytes[length..];
        }

        return records;
    }

    /// <summary>The last value of a key; null where there is none. An empty value takes back an earlier one.</summary>
    internal byte[]? this[string key] => _records.FindLast(record => record.Key == key).Value is { Length: > 0 } value ? value : null;

    internal UnixPath? Path(string key) => this[key] is not { } value ? null : value.Contains((byte)0) ? throw Malformed() : UnixPath.Of(value);

    internal long? Number(string key) =>
        this[key] is not { } value ? null
        : Utf8Parser.TryParse(value, out long number, out var digits) && digits == value.Length ? number
        : throw Malformed();

    /// <summary>Seconds since 1970 with a decimal fraction, of which nanoseconds are kept.</summary>
    internal FileTime? Time(string key)
    {
        if (this[key] is not { } value)
        {
            return null;
        }

        var text = Encoding.ASCII.GetString(value);
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? "" : text[(point + 1)..];
        if (!long.TryParse(whole, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
            || !fraction.All(char.IsAsciiDigit))
        {
            throw Malformed();
        }

        var nanoseconds = long.Parse(fraction.PadRight(9, '0')[..9], NumberStyles.None, CultureInfo.InvariantCulture);
        return nanoseconds == 0 || !whole.StartsWith('-') ? new(seconds, nanoseconds) : new(seconds - 1, 1_000_000_000 - nanoseconds);
    }

    internal Dictionary<string, byte[]> Attributes()
    {
        var attributes = new Dictionary<string, byte[]>();
        foreach (var (key, value) in _records)
        {
            if (key.StartsWith(AttributePrefix, StringComparison.Ordinal) && key.Length > AttributePrefix.Length)
            {
                attributes[key[AttributePrefix.Length..]] = value;
            }
        }

        return attributes;
    }

    internal void Add(string key, ReadOnlySpan<byte> value) => _records.Add((key, value.ToArray()));

    internal void AddAttribute(string name, ReadOnlySpan<byte> value) => Add(AttributePrefix + name, value);

    internal byte[] Write()
    {
        using var bytes = new MemoryStream();
        foreach (var (key, value) in _records)
        {
            var name = Encoding.UTF8.GetBytes(key);
            bytes.Write(Encoding.ASCII.GetBytes(RecordLength(name.Length + value.Length + 3).ToString(CultureInfo.InvariantCulture)));
            bytes.Write(" "u8);
            bytes.Write(name);
            bytes.Write("="u8);
            bytes.Write(value);
            bytes.Write("\n"u8);
        }

        return bytes.ToArray();
    }

    // The length counts its own digits.
    private static int RecordLength(int rest)
    {
        var length = rest + Digits(rest);
        return rest + Digits(length);
    }

    private static int Digits(int number) => number < 10 ? 1 : 1 + Digits(number / 10);

    private static InvalidException Malformed() => new("invalid tar header: a PAX record is malformed");

    private void Add(ReadOnlySpan<byte> record)
    {
        var equals = record.IndexOf((byte)'=');
        if (equals < 1 || record[..equals].Contains((byte)0))
        {
            throw Malformed();
        }

        _records.Add((Encoding.UTF8.GetString(record[..equals]), record[(equals + 1)..].ToArray()));
    }
}
