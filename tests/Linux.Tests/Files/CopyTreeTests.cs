using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Tests.Files;

public sealed class CopyTreeTests : IDisposable
{
    private static readonly CopyTreeLimits Enough = new() { Entries = 100, Bytes = 1 << 20 };

    private readonly string _folder = Directory.CreateTempSubdirectory("gantry-test-").FullName;
    private readonly FileDescriptor _source;
    private readonly FileDescriptor _target;

    public CopyTreeTests()
    {
        _source = Open(Directory.CreateDirectory(Path.Combine(_folder, "source")).FullName);
        _target = Open(Directory.CreateDirectory(Path.Combine(_folder, "target")).FullName);
    }

    public void Dispose()
    {
        _source.Dispose();
        _target.Dispose();
        using var parent = Open(Path.GetTempPath());
        RemoveTree.At(parent, UnixPath.Of(Path.GetFileName(_folder)));
    }

    [Fact]
    public void Owner_mode_times_and_attributes_are_kept()
    {
        File.WriteAllText(Source("file"), "content");
        using (var file = Kernel.Open(Source("file"), OpenFlags.PathOnly))
        {
            Kernel.ChangeOwner(file, 12, 34);
            Kernel.ChangeMode(file, 0b100_111_000_001);
            Assert.Equal(Errno.None, Kernel.TrySetAttribute(file, "trusted.test", "value"u8));
            Kernel.ChangeTimes(file, new FileTime(1, 2), new FileTime(1_000_000_000, 123));
        }

        CopyTree.Content(_source, _target, Enough);
        using var copy = Kernel.Open(Target("file"), OpenFlags.PathOnly);
        var status = Kernel.Status(copy);
        Assert.Equal((12U, 34U, 0b100_111_000_001U, new FileTime(1_000_000_000, 123)), (status.Uid, status.Gid, status.Mode, status.Modified));
        Assert.Equal("value"u8.ToArray(), Kernel.GetAttribute(copy, "trusted.test"));
        Assert.Equal("content", File.ReadAllText(Target("file")));
    }

    [Fact]
    public void A_directory_keeps_its_time_though_it_is_filled_afterwards()
    {
        Directory.CreateDirectory(Source("sub"));
        File.WriteAllText(Source("sub/file"), "");
        using (var sub = Open(Source("sub")))
        {
            Kernel.ChangeTimes(sub, new FileTime(5, 0), new FileTime(5, 0));
        }

        CopyTree.Content(_source, _target, Enough);
        Assert.Equal(new FileTime(5, 0), Kernel.Status(Target("sub")).Modified);
    }

    [Fact]
    public void Two_names_of_a_file_are_two_names_of_its_copy()
    {
        Directory.CreateDirectory(Source("sub"));
        File.WriteAllText(Source("sub/one"), "x");
        using (var sub = Open(Source("sub")))
        {
            Assert.Equal(Errno.None, Kernel.TryMakeHardLinkAt(sub, UnixPath.Of("one"), _source, UnixPath.Of("two")));
        }

        CopyTree.Content(_source, _target, Enough);
        Assert.Equal(Kernel.Status(Target("sub/one")).Inode, Kernel.Status(Target("two")).Inode);
    }

    [Fact]
    public void A_link_is_copied_and_what_it_points_at_is_not()
    {
        File.CreateSymbolicLink(Source("link"), "/etc");
        CopyTree.Content(_source, _target, Enough);
        Assert.Equal("/etc", new FileInfo(Target("link")).LinkTarget);
    }

    [Fact]
    public void A_fifo_is_made_and_not_read()
    {
        Assert.Equal(Errno.None, Kernel.TryMakeNodeAt(_source, UnixPath.Of("fifo"), FileType.Fifo, 0b110_000_000));
        CopyTree.Content(_source, _target, Enough);
        Assert.Equal(FileType.Fifo, Kernel.Status(Target("fifo")).Type);
    }

    [Fact]
    public void Holes_stay_holes()
    {
        using (var file = Kernel.Open(Source("sparse"), OpenFlags.WriteOnly | OpenFlags.Create, 0b110_000_000))
        {
            Kernel.WriteAt(file, "end"u8, (1 << 20) - 3);
        }

        CopyTree.Content(_source, _target, Enough);
        var status = Kernel.Status(Target("sparse"));
        Assert.Equal(1 << 20, status.Size);
        Assert.InRange(status.SizeOnDisk, 1, 128 * 1024);
        Assert.Equal(File.ReadAllBytes(Source("sparse")), File.ReadAllBytes(Target("sparse")));
    }

    [Fact]
    public void More_bytes_than_allowed_are_refused_before_they_are_copied()
    {
        using (var file = Kernel.Open(Source("huge"), OpenFlags.WriteOnly | OpenFlags.Create, 0b110_000_000))
        {
            Kernel.SetLength(file, (1 << 20) + 1);
        }

        var error = Assert.Throws<LinuxException>(() => CopyTree.Content(_source, _target, Enough));
        Assert.Equal((Errno.EFBIG, "huge"), (error.Errno, error.Path));
    }

    [Fact]
    public void More_entries_than_allowed_are_refused()
    {
        for (var i = 0; i < 101; i++)
        {
            File.WriteAllText(Source($"{i}"), "");
        }

        Assert.Equal(Errno.E2BIG, Assert.Throws<LinuxException>(() => CopyTree.Content(_source, _target, Enough)).Errno);
    }

    [Fact]
    public void A_tree_too_deep_is_refused()
    {
        var name = UnixPath.Of("d");
        var current = Open(Source("."));
        for (var depth = 0; depth < 1100; depth++)
        {
            Assert.Equal(Errno.None, Kernel.TryMakeDirectoryAt(current, name, 0b111_000_000));
            var next = Kernel.OpenPathAt(current, name, OpenFlags.ReadOnly | Kernel.DirectoryOnly, ResolveFlags.Beneath);
            current.Dispose();
            current = next;
        }

        current.Dispose();
        var limits = new CopyTreeLimits { Entries = 10_000, Bytes = 1 };
        Assert.Equal(Errno.ELOOP, Assert.Throws<LinuxException>(() => CopyTree.Content(_source, _target, limits)).Errno);
    }

    private string Source(string name) => Path.Combine(_folder, "source", name);

    private string Target(string name) => Path.Combine(_folder, "target", name);

    private static FileDescriptor Open(string path) => Kernel.Open(path, OpenFlags.ReadOnly | Kernel.DirectoryOnly);
}
