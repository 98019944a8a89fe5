using Gantry.Linux;
using Gantry.Linux.Cgroups;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Cgroups;

/// <summary>A limit of huge pages, on the pages used and on those reserved.</summary>
internal static class HugepageLimits
{
    /// <summary>Sets both. What a limit is called differs: <c>limit_in_bytes</c> in v1, <c>max</c> in v2.</summary>
    public static void Set(CgroupDirectory group, HugepageLimit page, string suffix)
    {
        var value = page.Limit.ToString();
        if (!group.TryWrite($"hugetlb.{page.PageSize}.{suffix}", value, out var errno))
        {
            throw errno == Errno.ENOENT
                ? new CgroupException(
                    $"hugepageLimits: this kernel has no huge pages of \"{page.PageSize}\", but of {string.Join(", ", HugepageSizes.Read())}")
                : new LinuxException($"write \"{value}\" to", errno, $"{group.Path}/hugetlb.{page.PageSize}.{suffix}");
        }

        // Since Linux 5.7. A reservation that outgrows it fails at once instead of killing the process that touches the page.
        if (!group.TryWrite($"hugetlb.{page.PageSize}.rsvd.{suffix}", value, out errno) && errno != Errno.ENOENT)
        {
            throw new LinuxException($"write \"{value}\" to", errno, $"{group.Path}/hugetlb.{page.PageSize}.rsvd.{suffix}");
        }
    }
}
