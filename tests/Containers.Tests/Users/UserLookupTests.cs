using Gantry.Containers.Users;
using Gantry.Linux;

namespace Gantry.Containers.Tests.Users;

public sealed class UserLookupTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FileDescriptor _root;

    public UserLookupTests()
    {
        _root = _folder.Open("root");
        Directory.CreateDirectory(_folder.At("root/etc"));
        File.WriteAllText(_folder.At("root/etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n\nbroken\napp:x:1000:100::/home/app:/bin/sh\n 42:x:7:8::/odd:\nnan:x:y:z::/:\n");
        File.WriteAllText(_folder.At("root/etc/group"), "root:x:0:\nusers:x:100:\nwheel:x:10:root,app\nvideo:x:44:app , other\nbroken\n");
    }

    public void Dispose()
    {
        _root.Dispose();
        _folder.Dispose();
    }

    private ResolvedUser Resolve(string spec, params string[] groups) => UserLookup.Resolve(_root, spec, groups);

    [Theory]
    [InlineData("", 0, 0, "0,10", "/root")]
    [InlineData("root", 0, 0, "0,10", "/root")]
    [InlineData("0", 0, 0, "0,10", "/root")]
    [InlineData("app", 1000, 100, "100,10,44", "/home/app")]
    [InlineData("1000", 1000, 100, "100,10,44", "/home/app")]
    [InlineData("app:wheel", 1000, 10, "10", "/home/app")]
    [InlineData("app:5555", 1000, 5555, "5555", "/home/app")]
    [InlineData("1000:44", 1000, 44, "44", "/home/app")]
    [InlineData(":wheel", 0, 10, "10", "/root")]
    [InlineData("2000", 2000, 0, "0", null)]
    [InlineData("2000:users", 2000, 100, "100", null)]
    [InlineData("42", 42, 0, "0", null)]
    [InlineData("2147483647", 2147483647, 0, "0", null)]
    public void A_user_is_found_by_name_or_number(string spec, uint uid, uint gid, string groups, string? home)
    {
        var user = Resolve(spec);
        Assert.Equal((uid, gid, groups, home), (user.Uid, user.Gid, string.Join(',', user.Groups), user.Home));
    }

    [Theory]
    [InlineData("nobody", "unable to find user nobody: no matching entries in passwd file")]
    [InlineData("nan", "unable to find user nan: no matching entries in passwd file")]
    [InlineData("app:nope", "unable to find group nope: no matching entries in group file")]
    [InlineData("2147483648", "uids and gids must be in range 0-2147483647")]
    [InlineData("-1", "uids and gids must be in range 0-2147483647")]
    [InlineData("0:-1", "uids and gids must be in range 0-2147483647")]
    [InlineData("99999999999999999999", "unable to find user 99999999999999999999: no matching entries in passwd file")]
    public void Who_is_not_to_be_found_is_refused_in_Dockers_words(string spec, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidException>(() => Resolve(spec)).Message);

    [Fact]
    public void Groups_may_be_added_by_name_and_number_and_count_once()
    {
        Assert.Equal([100u, 10u, 44u, 0u, 777u], Resolve("app", "root", "777", "wheel").Groups);
        Assert.Equal("Unable to find group nope", Assert.Throws<InvalidException>(() => Resolve("app", "nope")).Message);
    }

    [Fact]
    public void Without_the_files_numbers_are_all_there_is()
    {
        Directory.Delete(_folder.At("root/etc"), recursive: true);
        Assert.Equal((0u, 0u), (Resolve("").Uid, Resolve("").Gid));
        Assert.Equal((5u, 6u), (Resolve("5:6").Uid, Resolve("5:6").Gid));
        Assert.Throws<InvalidException>(() => Resolve("root"));
    }

    [Fact]
    public async Task A_passwd_file_that_links_out_of_the_root_is_looked_up_within_it()
    {
        await _folder.Shell("echo 'evil:x:0:0::/:' >outside; rm root/etc/passwd; ln -s ../../outside root/etc/passwd");
        Assert.Throws<InvalidException>(() => Resolve("evil"));
        await _folder.Shell("echo 'inner:x:3:4::/:' >root/outside");
        Assert.Equal(3u, Resolve("inner").Uid);
    }

    [Fact]
    public async Task A_passwd_file_that_is_no_file_is_none_and_nothing_waits_for_it()
    {
        await _folder.Shell("rm root/etc/passwd; mkfifo root/etc/passwd");
        Assert.Equal(9u, Resolve("9").Uid);
        await _folder.Shell("rm root/etc/passwd; mkdir root/etc/passwd");
        Assert.Equal(9u, Resolve("9").Uid);
    }

    [Fact]
    public async Task A_passwd_file_has_at_most_eight_mebibytes()
    {
        await _folder.Shell("truncate -s 1T root/etc/passwd");
        Assert.Equal("/etc/passwd in the container's root has more than 8388608 bytes", Assert.Throws<InvalidException>(() => Resolve("0")).Message);
    }
}
