using System.Text;
using Gantry.Containers;
using Gantry.Docker.Streams;

namespace Gantry.Docker.Tests.Streams;

public sealed class DetachKeysTests
{
    private const string CtrlP = "\x10";
    private const string CtrlQ = "\x11";

    [Fact]
    public void The_keys_in_a_row_detach_and_are_not_passed_on()
    {
        var (isDetached, passed) = Type("", $"ab{CtrlP}{CtrlQ}");

        Assert.True(isDetached);
        Assert.Equal("ab", passed);
    }

    [Fact]
    public void A_beginning_that_goes_on_otherwise_is_passed_on_late() => Assert.Equal((false, $"a{CtrlP}b"), Type("", $"a{CtrlP}b"));

    [Fact]
    public void The_first_key_twice_may_still_be_the_beginning() => Assert.Equal((true, CtrlP), Type("", $"{CtrlP}{CtrlP}{CtrlQ}"));

    [Fact]
    public void The_keys_may_come_in_pieces()
    {
        var keys = DetachKeys.Parse("x,y");
        var passed = new List<byte>();

        Assert.False(keys.Filter("x"u8, passed));
        Assert.True(keys.Filter("y"u8, passed));
        Assert.Empty(passed);
    }

    [Fact]
    public void Unknown_keys_are_refused() => Assert.Throws<InvalidException>(() => DetachKeys.Parse("ctrl-P,xx"));

    private static (bool IsDetached, string Passed) Type(string keys, string typed)
    {
        var passed = new List<byte>();
        var isDetached = DetachKeys.Parse(keys).Filter(Encoding.Latin1.GetBytes(typed), passed);
        return (isDetached, Encoding.Latin1.GetString([.. passed]));
    }
}
