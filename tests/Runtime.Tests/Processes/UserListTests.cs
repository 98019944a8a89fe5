using System.Text;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Processes;

namespace Gantry.Runtime.Tests.Processes;

/// <summary>passwd(5), as a container may have written it.</summary>
public sealed class UserListTests
{
    private const string List = "root:x:0:0:root:/root:/bin/sh\n\nbroken\nshort:x:7\nten:x:10:0::/ten:\nagain:x:10:0::/other:\nnone:x:11:0:::\nlast:x:12:0::/last";

    [Theory]
    [InlineData(0, "/root")]
    [InlineData(10, "/ten")]
    [InlineData(12, "/last")]
    [InlineData(1, "")]
    [InlineData(7, "")]
    [InlineData(11, "")]
    public void The_first_line_of_a_user_tells_the_home(uint uid, string home) =>
        Assert.Equal(home, Encoding.UTF8.GetString(UserList.HomeOf(Encoding.UTF8.GetBytes(List), uid)));

    [Fact]
    public void A_number_that_is_none_is_nobodys() => Assert.True(UserList.HomeOf("x:y:0x0:0::/trap:\nx:y:0 :0::/trap:\n"u8, 0).IsEmpty);

    [Fact]
    public void A_pipe_in_place_of_the_list_is_not_waited_for()
    {
        var pipe = Kernel.Pipe();
        using var reader = pipe.Read;
        using var writer = pipe.Write;
        Assert.True(UserList.HomeOf(reader, 0).IsEmpty);
    }
}
