using System.Text;

namespace Gantry.Linux.Syscalls;

/// <summary>A <c>sockaddr_un</c>: a path, or with a leading <c>@</c> a name in the abstract namespace of the network namespace.</summary>
/// <remarks>unix(7)</remarks>
internal unsafe struct UnixAddress
{
    /// <summary>Bytes of a path that fit with their final zero.</summary>
    public const int PathBytes = 107;

    private const ushort Family = 1;

    private ushort _family;
    private fixed byte _path[PathBytes + 1];

    /// <summary>Lays out the address for the kernel.</summary>
    /// <exception cref="LinuxException">ENAMETOOLONG: the path has more than <see cref="PathBytes"/> bytes.</exception>
    public UnixAddress(string path)
    {
        var count = Encoding.UTF8.GetByteCount(path);
        if (count is 0 or > PathBytes)
        {
            throw new LinuxException("unix socket", count == 0 ? Errno.EINVAL : Errno.ENAMETOOLONG, path);
        }

        _family = Family;
        fixed (byte* target = _path)
        {
            Encoding.UTF8.GetBytes(path, new Span<byte>(target, PathBytes));
        }

        var isAbstract = path[0] == '@';
        if (isAbstract)
        {
            _path[0] = 0;
        }

        // An abstract name is as long as it is said to be: a final zero would belong to it.
        Length = sizeof(ushort) + count + (isAbstract ? 0 : 1);
    }

    public readonly int Length { get; }

    public static bool Fits(string path) => path is ['@', ..] || Encoding.UTF8.GetByteCount(path) <= PathBytes;
}
