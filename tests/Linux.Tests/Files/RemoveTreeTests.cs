using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Tests.Files;

public sealed class RemoveTreeTests : IDisposable
{
    private static readonly UnixPath Tree = UnixPath.Of("tree");

    private readonly string _folder = Directory.CreateTempSubdirectory("gantry-test-").FullName;
    private readonly FileDescriptor _handle;

    public RemoveTreeTests() => _handle = Kernel.Open(_folder, OpenFlags.ReadOnly | Kernel.DirectoryOnly);

    public void Dispose()
    {
        RemoveTree.At(_handle, Tree);
        _handle.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void What_does_not_exist_is_left_at_that() => RemoveTree.At(_handle, Tree);

    [Fact]
    public void A_tree_goes_with_all_that_is_in_it()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "tree/a/b"));
        File.WriteAllText(Path.Combine(_folder, "tree/a/b/file"), "x");
        RemoveTree.At(_handle, Tree);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void A_symbolic_link_goes_without_what_it_points_at()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "tree"));
        Directory.CreateDirectory(Path.Combine(_folder, "kept"));
        File.WriteAllText(Path.Combine(_folder, "kept/file"), "x");
        File.CreateSymbolicLink(Path.Combine(_folder, "tree/link"), Path.Combine(_folder, "kept"));
        RemoveTree.At(_handle, Tree);
        Assert.True(File.Exists(Path.Combine(_folder, "kept/file")));
        Assert.False(Directory.Exists(Path.Combine(_folder, "tree")));
    }

    // A path may have 4096 bytes, a tree any depth: a container makes it step by step.
    [Fact]
    public void A_tree_deeper_than_any_path_goes()
    {
        var name = UnixPath.Of("a-directory-with-a-name-of-some-length");
        Assert.Equal(Errno.None, Kernel.TryMakeDirectoryAt(_handle, Tree, 0b111_000_000));
        var directory = Enter(_handle, Tree);
        for (var depth = 0; depth < 3000; depth++)
        {
            Assert.Equal(Errno.None, Kernel.TryMakeDirectoryAt(directory, name, 0b111_000_000));
            var next = Enter(directory, name);
            directory.Dispose();
            directory = next;
        }

        directory.Dispose();
        RemoveTree.At(_handle, Tree);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void A_wide_tree_goes_whatever_its_names()
    {
        Assert.Equal(Errno.None, Kernel.TryMakeDirectoryAt(_handle, Tree, 0b111_000_000));
        using (var directory = Enter(_handle, Tree))
        {
            // Names that are no UTF-8, and the ones that deeper directories are given while they wait.
            for (var i = 0; i < 2000; i++)
            {
                var name = UnixPath.Of([.. i % 2 == 0 ? "removing-"u8 : [0xff, 0xfe], .. System.Text.Encoding.ASCII.GetBytes($"{i}")]);
                Assert.Equal(Errno.None, Kernel.TryMakeDirectoryAt(directory, name, 0b111_000_000));
                using var inner = Enter(directory, name);
                Assert.Equal(Errno.None, Kernel.TryMakeDirectoryAt(inner, UnixPath.Of("removing-0"), 0b111_000_000));
                using var innermost = Enter(inner, UnixPath.Of("removing-0"));
                Assert.Equal(Errno.None, Kernel.TryMakeNodeAt(innermost, UnixPath.Of("fifo"), FileType.Fifo, 0));
            }
        }

        RemoveTree.At(_handle, Tree);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    private static FileDescriptor Enter(FileDescriptor directory, UnixPath name) =>
        Kernel.OpenPathAt(directory, name, OpenFlags.PathOnly | Kernel.DirectoryOnly, ResolveFlags.Beneath);
}
