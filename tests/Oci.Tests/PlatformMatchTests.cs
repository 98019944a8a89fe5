namespace Gantry.Oci.Tests;

public sealed class PlatformMatchTests
{
    [Theory]
    [InlineData("linux/amd64", "linux/amd64")]
    [InlineData("amd64", "linux/amd64")]
    [InlineData("x86_64", "linux/amd64")]
    [InlineData("linux/amd64/v1", "linux/amd64")]
    [InlineData("linux/aarch64", "linux/arm64")]
    [InlineData("linux/arm64/v8", "linux/arm64")]
    [InlineData("Linux/ARM/v6", "linux/arm/v6")]
    [InlineData("armhf", "linux/arm/v7")]
    [InlineData("linux/arm", "linux/arm/v7")]
    [InlineData("windows/amd64", "windows/amd64")]
    public void A_platform_is_read_as_Docker_reads_it(string text, string expected)
    {
        Assert.True(PlatformMatch.TryParse(text, out var platform));
        Assert.Equal(expected, platform.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("linux/")]
    [InlineData("linux/amd64/v1/x")]
    [InlineData("linux/am d64")]
    [InlineData("linux/amd64\n")]
    public void What_is_no_platform_is_not_read(string text) => Assert.False(PlatformMatch.TryParse(text, out _));

    [Theory]
    [InlineData("linux/amd64", "linux/amd64", 0)]
    [InlineData("linux/amd64", "linux/386", 1)]
    [InlineData("linux/amd64/v3", "linux/amd64", 2)]
    [InlineData("linux/amd64", "linux/amd64/v2", null)]
    [InlineData("linux/arm/v7", "linux/arm/v6", 1)]
    [InlineData("linux/arm/v6", "linux/arm/v7", null)]
    [InlineData("linux/arm64", "linux/arm64/v8", 0)]
    [InlineData("linux/amd64", "linux/arm64", null)]
    [InlineData("linux/amd64", "windows/amd64", null)]
    public void An_older_kind_of_the_same_machine_will_do(string wanted, string offered, int? rank)
    {
        Assert.True(PlatformMatch.TryParse(wanted, out var asked));
        var parts = offered.Split('/');
        Assert.Equal(rank, new PlatformMatch(asked).Rank(new() { Os = parts[0], Architecture = parts[1], Variant = parts.Length > 2 ? parts[2] : null }));
    }
}
