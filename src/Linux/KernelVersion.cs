using System.Globalization;

namespace Gantry.Linux;

/// <summary>The first two numbers of a kernel's release, which say what it can do.</summary>
public readonly record struct KernelVersion(int Major, int Minor) : IComparable<KernelVersion>
{
    /// <summary>The running kernel's.</summary>
    /// <exception cref="FormatException">The kernel calls itself something else.</exception>
    /// <remarks>proc_sys_kernel(5) <c>osrelease</c></remarks>
    public static KernelVersion Current()
    {
        var release = File.ReadAllText("/proc/sys/kernel/osrelease").TrimEnd();
        return FromRelease(release) ?? throw new FormatException($"the kernel's release '{release}' does not begin with two numbers");
    }

    /// <summary>Such as 6.18 of <c>6.18.5-amd64</c>; null where the text does not begin with two numbers and a dot between.</summary>
    public static KernelVersion? FromRelease(string release)
    {
        var dot = release.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            return null;
        }

        var end = dot + 1;
        while (end < release.Length && char.IsAsciiDigit(release[end]))
        {
            end++;
        }

        return int.TryParse(release[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && int.TryParse(release[(dot + 1)..end], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            ? new KernelVersion(major, minor)
            : null;
    }

    public static bool operator <(KernelVersion left, KernelVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(KernelVersion left, KernelVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(KernelVersion left, KernelVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(KernelVersion left, KernelVersion right) => left.CompareTo(right) >= 0;

    public int CompareTo(KernelVersion other) => (Major, Minor).CompareTo((other.Major, other.Minor));

    public override string ToString() => $"{Major}.{Minor}";
}
