using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Tests.Archives;

/// <summary>Archives that GNU tar made come out as GNU tar's input was.</summary>
public sealed class HostTarTests : IDisposable
{
    // Every property that an archive keeps, one line a file.
    private const string Listing = "find . -printf '%p %y %m %U %G %s %l %n' -printf ' %T@\\n' | sort";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--format=gnu")]
    [InlineData("--format=posix")]
    [InlineData("--format=oldgnu")]
    public async Task A_tree_of_every_kind_of_file_comes_out_as_it_was(string format)
    {
        await _folder.Shell(
            """
            mkdir -p in/d/e in/set; cd in
            echo content >d/file; ln d/file d/e/hard; ln -s ../file d/e/soft; ln -s /absolute/target abs
            mkfifo pipe; mknod null c 1 3; mknod disk b 259 1048575; : >empty
            chmod 4755 d/file; chmod 2775 set; chmod 1777 d/e; chown 1234:70000 d; chown -h 5:6 abs
            touch -d '2001-02-03 04:05:06' d/file d/e d set pipe; touch -d '1960-01-01' empty; touch -h -d '2005-01-01' abs
            touch -d '2010-10-10' . d/e/soft
            """);
        await _folder.Shell($"tar {format} -C in -cf a.tar .");
        await using var archive = File.OpenRead(_folder.At("a.tar"));
        await TestArchive.Extract(archive, _folder.At("out"));
        // The older forms have whole seconds only.
        var cut = format == "--format=posix" ? "" : "| sed 's/\\.[0-9]*$//'";
        Assert.Equal(await _folder.Shell($"cd in && {Listing} {cut}"), await _folder.Shell($"cd out && {Listing} {cut}"));
        await _folder.Shell("diff -r --no-dereference in/d out/d; cmp -n0 in/null out/null; [ $(stat -c %t:%T out/disk) = $(stat -c %t:%T in/disk) ]");
        Assert.True(Same("out/d/file", "out/d/e/hard"));
    }

    [Theory]
    [InlineData("--format=gnu")]
    [InlineData("--format=posix")]
    public async Task Long_names_and_long_links_come_out_whole(string format)
    {
        var deep = string.Join('/', Enumerable.Range(0, 20).Select(i => $"{i}-{new string('d', 50)}"));
        var name = new string('n', 255);
        await _folder.Shell($"mkdir -p 'in/{deep}'; echo x >'in/{deep}/{name}'; ln -s '{deep}/{name}' in/link; ln 'in/{deep}/{name}' in/hard");
        await _folder.Shell($"tar {format} -C in -cf a.tar .");
        await using var archive = File.OpenRead(_folder.At("a.tar"));
        await TestArchive.Extract(archive, _folder.At("out"));
        Assert.Equal("x\n", await File.ReadAllTextAsync(_folder.At($"out/{deep}/{name}")));
        Assert.Equal($"{deep}/{name}", new FileInfo(_folder.At("out/link")).LinkTarget);
        Assert.True(Same("out/hard", $"out/{deep}/{name}"));
    }

    [Fact]
    public async Task A_ustar_prefix_is_part_of_the_name()
    {
        var deep = string.Join('/', Enumerable.Repeat("0123456789", 13));
        await _folder.Shell($"mkdir -p in/{deep}; echo x >in/{deep}/file; tar --format=ustar -C in -cf a.tar {deep}");
        await using var archive = File.OpenRead(_folder.At("a.tar"));
        await TestArchive.Extract(archive, _folder.At("out"));
        Assert.True(File.Exists(_folder.At($"out/{deep}/file")));
    }

    [Theory]
    [InlineData("--format=gnu")]
    [InlineData("--format=posix --sparse-version=0.0")]
    [InlineData("--format=posix --sparse-version=0.1")]
    [InlineData("--format=posix --sparse-version=1.0")]
    public async Task A_sparse_file_keeps_its_content_and_its_holes(string form)
    {
        // More parts than the header has room for, a hole at the end, and a file that is all hole.
        await _folder.Shell(
            """
            mkdir in; truncate -s 64M in/holes; truncate -s 1G in/empty
            for i in $(seq 0 30); do printf "part $i" | dd of=in/holes bs=1M seek=$((i * 2)) conv=notrunc status=none; done
            """);
        await _folder.Shell($"tar {form} --sparse -C in -cf a.tar . && echo after >in/after && tar {form} --sparse -C in -rf a.tar ./after");
        await using var archive = File.OpenRead(_folder.At("a.tar"));
        Assert.True(archive.Length < 1 << 20);
        await TestArchive.Extract(archive, _folder.At("out"));
        await _folder.Shell("cmp in/holes out/holes; [ $(stat -c %s out/empty) = 1073741824 ]; [ $(stat -c %b out/empty) -lt 16 ]");
        await _folder.Shell("[ $(stat -c %b out/holes) -lt 1024 ]; [ \"$(cat out/after)\" = after ]");
    }

    [Fact]
    public async Task File_capabilities_and_binary_attributes_survive()
    {
        await _folder.Shell("mkdir in; echo x >in/program; setcap cap_net_raw,cap_chown+ep in/program; chown 7:7 in; chmod 755 in/program");
        byte[] value = [0, 0xff, (byte)'\n', 0x80, (byte)'='];
        using (var file = Kernel.Open(_folder.At("in/program"), OpenFlags.ReadOnly))
        {
            Assert.Equal(Errno.None, Kernel.TrySetAttribute(file, "user.binary", value));
            Assert.Equal(Errno.None, Kernel.TrySetAttribute(file, "trusted.overlay.redirect", "/etc"u8));
        }

        await _folder.Shell("tar --format=posix --xattrs --xattrs-include='*' -C in -cf a.tar .");
        await using var archive = File.OpenRead(_folder.At("a.tar"));
        await TestArchive.Extract(archive, _folder.At("out"));
        Assert.Contains("cap_chown,cap_net_raw=ep", await _folder.Shell("getcap out/program"), StringComparison.Ordinal);
        using var made = Kernel.Open(_folder.At("out/program"), OpenFlags.ReadOnly);
        Assert.Equal(value, Kernel.GetAttribute(made, "user.binary"));
        Assert.Null(Kernel.GetAttribute(made, "trusted.overlay.redirect"));
    }

    [Fact]
    public async Task Names_that_are_no_text_come_out_as_they_were()
    {
        await _folder.Shell("mkdir in; cd in; touch \"$(printf 'bad\\377name')\"; tar -cf ../a.tar .");
        await using var archive = File.OpenRead(_folder.At("a.tar"));
        await TestArchive.Extract(archive, _folder.At("out"));
        await _folder.Shell("[ -e \"out/$(printf 'bad\\377name')\" ]");
    }

    [Fact]
    public async Task Numbers_beyond_octal_come_out_right()
    {
        await _folder.Shell("mkdir in; truncate -s 9G in/large; chown 3000000:4294967294 in/large; touch -d @9999999999 in/large");
        await _folder.Shell("tar --format=gnu --sparse -C in -cf a.tar large");
        await using var archive = File.OpenRead(_folder.At("a.tar"));
        await TestArchive.Extract(archive, _folder.At("out"));
        Assert.Equal("9663676416 3000000 4294967294 9999999999\n", await _folder.Shell("stat -c '%s %u %g %Y' out/large"));
    }

    private bool Same(string one, string other)
    {
        using var a = Kernel.Open(_folder.At(one), OpenFlags.PathOnly);
        using var b = Kernel.Open(_folder.At(other), OpenFlags.PathOnly);
        return Kernel.Status(a).Inode == Kernel.Status(b).Inode;
    }
}
