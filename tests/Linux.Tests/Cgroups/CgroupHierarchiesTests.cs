using Gantry.Linux.Cgroups;

namespace Gantry.Linux.Tests.Cgroups;

public sealed class CgroupHierarchiesTests
{
    private const string HybridMounts =
        """
        24 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
        31 24 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755
        32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:9 - cgroup cgroup rw,cpuacct,cpu
        35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
        40 31 0:37 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd
        41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw,nsdelegate
        99 31 0:32 /docker/a /var/lib/x/sys/fs/cgroup/memory ro - cgroup cgroup rw,memory
        """;

    private const string HybridGroups = "9:name=systemd:/init.scope\n4:memory:/user:1/a\n1:cpu,cpuacct:/\n0::/init.scope\n";

    [Fact]
    public void A_hybrid_machine_has_v1_controllers_and_a_v2_tree()
    {
        var hierarchies = CgroupHierarchies.Parse(HybridMounts, HybridGroups);

        Assert.False(hierarchies.IsUnifiedOnly);
        Assert.Equal(3, hierarchies.Legacy.Count);
        Assert.Equal(["cpu", "cpuacct"], hierarchies.Find("cpuacct")?.Controllers);
        Assert.Equal("/sys/fs/cgroup/systemd/init.scope", hierarchies.Find("name=systemd")?.OwnDirectory);
        Assert.Equal("/sys/fs/cgroup/unified/init.scope", hierarchies.Unified?.OwnDirectory);
        Assert.Null(hierarchies.Find("pids"));
    }

    [Fact]
    public void A_group_may_have_a_colon_in_its_name() =>
        Assert.Equal("/user:1/a", CgroupHierarchies.Parse(HybridMounts, HybridGroups).Find("memory")?.OwnGroup);

    [Fact]
    public void The_first_mount_of_a_hierarchy_counts_and_not_those_of_containers() =>
        Assert.Equal("/sys/fs/cgroup/memory", CgroupHierarchies.Parse(HybridMounts, HybridGroups).Find("memory")?.MountPoint);

    [Fact]
    public void A_machine_with_v2_alone_is_recognized()
    {
        var hierarchies = CgroupHierarchies.Parse(
            "35 24 0:30 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate", "0::/user.slice/session-1.scope\n");

        Assert.True(hierarchies.IsUnifiedOnly);
        Assert.Equal("/sys/fs/cgroup/user.slice/session-1.scope", hierarchies.Unified?.OwnDirectory);
    }

    [Fact]
    public void Where_only_a_part_of_the_tree_is_mounted_groups_are_found_below_it()
    {
        var hierarchy = CgroupHierarchies.Parse(
            "35 24 0:30 /docker/a /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory", "4:memory:/docker/a/b\n").Find("memory");

        Assert.NotNull(hierarchy);
        Assert.Equal("/sys/fs/cgroup/memory/b", hierarchy.OwnDirectory);
        Assert.Equal("/sys/fs/cgroup/memory", hierarchy.DirectoryOf("/docker/another"));
    }

    [Fact]
    public void A_mount_point_with_a_space_is_read_as_the_kernel_escapes_it() =>
        Assert.Equal(
            "/mnt/my groups",
            CgroupHierarchies.Parse(@"35 24 0:30 / /mnt/my\040groups rw - cgroup2 cgroup2 rw", "0::/\n").Unified?.MountPoint);

    [Fact]
    public void The_files_of_this_machine_are_understood()
    {
        var current = CgroupHierarchies.Current;
        var own = current.Find("pids") ?? current.Unified;

        Assert.NotNull(own);
        Assert.Contains(Environment.ProcessId.ToString(), File.ReadAllLines($"{own.OwnDirectory}/cgroup.procs"));
    }
}
