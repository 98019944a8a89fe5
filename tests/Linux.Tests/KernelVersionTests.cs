namespace Gantry.Linux.Tests;

public sealed class KernelVersionTests
{
    [Theory]
    [InlineData("6.18.5-amd64", 6, 18)]
    [InlineData("4.8", 4, 8)]
    [InlineData("3.12-rc5", 3, 12)]
    [InlineData("5.15.153.1-microsoft-standard-WSL2", 5, 15)]
    public void A_release_begins_with_two_numbers(string release, int major, int minor) =>
        Assert.Equal(new KernelVersion(major, minor), KernelVersion.FromRelease(release));

    [Theory]
    [InlineData("")]
    [InlineData("6")]
    [InlineData("6.")]
    [InlineData(".8")]
    [InlineData("six.8")]
    [InlineData("-4.8")]
    public void Anything_else_is_no_release(string release) => Assert.Null(KernelVersion.FromRelease(release));

    [Fact]
    public void Versions_have_the_order_of_their_numbers()
    {
        Assert.True(new KernelVersion(5, 10) > new KernelVersion(5, 9));
        Assert.True(new KernelVersion(4, 20) < new KernelVersion(5, 0));
        Assert.True(new KernelVersion(5, 0) >= new KernelVersion(5, 0));
        Assert.True(KernelVersion.Current() >= new KernelVersion(5, 12));
    }
}
