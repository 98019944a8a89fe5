using System.Text;

namespace Gantry.Linux;

/// <summary>A path or file name as the kernel knows it: bytes that end at a zero, in no particular encoding.</summary>
/// <remarks>For names that others chose. A <see cref="string"/> would change those that are not UTF-8.</remarks>
public readonly struct UnixPath : IEquatable<UnixPath>
{
    private readonly byte[]? _terminated;

    private UnixPath(byte[] terminated) => _terminated = terminated;

    /// <summary>The bytes, without the terminating zero.</summary>
    public ReadOnlySpan<byte> Bytes => _terminated is null ? default : _terminated.AsSpan(0, _terminated.Length - 1);

    public int Length => Bytes.Length;

    /// <summary>The bytes with the terminating zero, as system calls take them.</summary>
    internal ReadOnlySpan<byte> Terminated => _terminated ?? [0];

    /// <summary>The path of these bytes.</summary>
    /// <exception cref="ArgumentException">There is a zero among the bytes, at which the kernel would silently cut the path.</exception>
    public static UnixPath Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Contains((byte)0))
        {
            throw new ArgumentException("a path cannot contain a zero byte", nameof(bytes));
        }

        var terminated = new byte[bytes.Length + 1];
        bytes.CopyTo(terminated);
        return new(terminated);
    }

    /// <summary>The path that is this text in UTF-8.</summary>
    /// <exception cref="ArgumentException">There is a zero character in the text.</exception>
    public static UnixPath Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    public static bool operator ==(UnixPath left, UnixPath right) => left.Equals(right);

    public static bool operator !=(UnixPath left, UnixPath right) => !left.Equals(right);

    public bool Equals(UnixPath other) => Bytes.SequenceEqual(other.Bytes);

    public override bool Equals(object? obj) => obj is UnixPath other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    /// <summary>The path for people: bytes that are not UTF-8 become U+FFFD.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Bytes);
}
