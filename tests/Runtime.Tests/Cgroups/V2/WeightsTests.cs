using Gantry.Runtime.Cgroups.V2;

namespace Gantry.Runtime.Tests.Cgroups.V2;

public sealed class WeightsTests
{
    [Theory]
    [InlineData(2, 1)]
    [InlineData(1, 1)]
    [InlineData(1024, 100)]
    [InlineData(512, 59)]
    [InlineData(2048, 174)]
    [InlineData(262144, 10000)]
    [InlineData(300000, 10000)]
    public void Shares_become_weights_with_least_default_and_most_kept(ulong shares, ulong weight) =>
        Assert.Equal(weight, Weights.FromShares(shares));

    [Fact]
    public void More_shares_never_weigh_less()
    {
        for (ulong shares = 3; shares < 3000; shares++)
        {
            Assert.True(Weights.FromShares(shares) >= Weights.FromShares(shares - 1), $"{shares} shares");
        }
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(500, 4950)]
    [InlineData(1000, 10000)]
    public void Block_weights_become_io_weights(ulong weight, ulong expected) => Assert.Equal(expected, Weights.FromBlockIo(weight));
}
