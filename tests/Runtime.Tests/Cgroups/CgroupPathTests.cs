using Gantry.Linux.Cgroups;
using Gantry.Runtime.Cgroups;

namespace Gantry.Runtime.Tests.Cgroups;

public sealed class CgroupPathTests
{
    [Theory]
    [InlineData(null, "box")]
    [InlineData("", "box")]
    [InlineData("/docker/abc", "/docker/abc")]
    [InlineData("pods//a/./b/", "pods/a/b")]
    [InlineData("/../../etc", "/etc")]
    [InlineData("a/../../b", "b")]
    public void A_path_is_cleaned_and_never_leads_upwards(string? path, string expected) =>
        Assert.Equal(expected, CgroupPath.Normalize("box", path));

    [Theory]
    [InlineData("/")]
    [InlineData("..")]
    [InlineData("a\nb")]
    public void A_path_that_is_no_group_is_refused(string path) => Assert.Throws<CgroupException>(() => CgroupPath.Normalize("box", path));

    [Theory]
    [InlineData("/docker/abc", "/sys/fs/cgroup/memory/docker/abc")]
    [InlineData("abc", "/sys/fs/cgroup/memory/user/1/abc")]
    public void On_v1_a_relative_path_is_below_the_callers_group(string path, string expected) =>
        Assert.Equal(expected, CgroupPath.Resolve(Hierarchy("/sys/fs/cgroup/memory", "/user/1", "memory"), path));

    [Theory]
    [InlineData("/user/1", "/sys/fs/cgroup/user/abc")]
    [InlineData("/", "/sys/fs/cgroup/abc")]
    public void On_v2_a_relative_path_is_beside_the_callers_group_which_has_processes(string own, string expected) =>
        Assert.Equal(expected, CgroupPath.Resolve(Hierarchy("/sys/fs/cgroup", own), "abc"));

    private static CgroupHierarchy Hierarchy(string mountPoint, string own, params string[] controllers) =>
        new() { Controllers = controllers, MountPoint = mountPoint, OwnGroup = own };
}
