using Gantry.Harness.Cgroups;
using Gantry.Linux.Cgroups;

namespace Gantry.Linux.Tests.Cgroups;

public sealed class CgroupDirectoryTests : IDisposable
{
    private readonly TestGroup _test = TestGroup.In(Hierarchies.Unified);

    public void Dispose() => _test.Dispose();

    [Fact]
    public void A_value_is_written_and_read_back()
    {
        _test.Group.Write("cgroup.max.depth", 7);

        Assert.Equal("7", _test.Group.Read("cgroup.max.depth"));
    }

    [Fact]
    public void A_refused_value_names_the_file_and_the_value()
    {
        var error = Assert.Throws<LinuxException>(() => _test.Group.Write("cgroup.max.depth", "many"));

        Assert.Equal(Errno.EINVAL, error.Errno);
        Assert.Equal($"write \"many\" to {_test.Group.Path}/cgroup.max.depth: invalid argument", error.Message);
    }

    [Fact]
    public void A_file_that_this_kernel_lacks_reads_as_null_and_is_named_when_it_must_be_there()
    {
        Assert.Null(_test.Group.TryRead("no.such"));
        Assert.Equal($"{_test.Group.Path}/no.such", Assert.Throws<LinuxException>(() => _test.Group.Read("no.such")).Path);
    }

    [Theory]
    [InlineData("../cgroup.procs")]
    [InlineData("/etc/passwd")]
    public void A_name_cannot_lead_out_of_the_group(string name) =>
        Assert.Equal(Errno.EXDEV, Assert.Throws<LinuxException>(() => _test.Group.TryRead(name)).Errno);

    [Fact]
    public void A_moved_away_path_does_not_change_which_group_is_written()
    {
        using var held = _test.MakeChild("a");
        Assert.True(CgroupRemoval.TryRemove(held.Path, TimeSpan.Zero));
        using var other = _test.MakeChild("a");

        Assert.False(held.TryWrite("cgroup.max.depth", "3", out var errno));
        Assert.Equal(Errno.ENOENT, errno);
        Assert.Equal("max", other.Read("cgroup.max.depth"));
    }

    [Fact]
    public void Processes_of_groups_below_are_listed_too()
    {
        using var child = _test.MakeChild("a");
        using var process = new WaitingProcess();
        child.Write("cgroup.procs", process.Pid);

        Assert.Equal([process.Pid], CgroupTree.Processes(_test.Group));
    }

    [Fact]
    public void Groups_nested_beyond_the_limit_are_refused_by_name()
    {
        var path = _test.Group.Path;
        for (var depth = 0; depth <= CgroupTree.MaxDepth; depth++)
        {
            path += "/d";
            Directory.CreateDirectory(path);
        }

        try
        {
            Assert.Equal(Errno.ELOOP, Assert.Throws<LinuxException>(() => CgroupTree.Processes(_test.Group)).Errno);
        }
        finally
        {
            Directory.Delete(path);
        }

        Assert.Empty(CgroupTree.Processes(_test.Group));
    }
}
