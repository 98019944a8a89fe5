using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Cgroups;

/// <summary>The sizes of huge pages that this kernel has, as the files of the hugetlb controller spell them.</summary>
public static class HugepageSizes
{
    private const string Root = "/sys/kernel/mm/hugepages";
    private const string Prefix = "hugepages-";
    private const string Suffix = "kB";

    /// <summary>Such as <c>2MB</c> and <c>1GB</c>; empty on a kernel without huge pages.</summary>
    public static IReadOnlyList<string> Read()
    {
        if (!Directory.Exists(Root))
        {
            return [];
        }

        using var root = Kernel.Open(Root, OpenFlags.ReadOnly | Kernel.DirectoryOnly);
        var sizes = new List<string>();
        foreach (var name in Kernel.ListDirectories(root))
        {
            if (name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal)
                && ulong.TryParse(name.AsSpan(Prefix.Length, name.Length - Prefix.Length - Suffix.Length), out var kibibytes))
            {
                sizes.Add(Spell(kibibytes));
            }
        }

        return sizes;
    }

    // hugetlb_cgroup.c writes the largest unit of which at least one fits.
    private static string Spell(ulong kibibytes) =>
        kibibytes >= 1 << 20 ? $"{kibibytes >> 20}GB" : kibibytes >= 1 << 10 ? $"{kibibytes >> 10}MB" : $"{kibibytes}KB";
}
