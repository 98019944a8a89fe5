using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Tests.Syscalls;

/// <summary>getrandom(2).</summary>
public sealed class RandomTests
{
    [Theory]
    [InlineData(16)]
    [InlineData(100_000)]
    public void The_whole_buffer_is_filled_and_never_the_same_twice(int length)
    {
        var (one, other) = (new byte[length], new byte[length]);
        Kernel.FillRandom(one);
        Kernel.FillRandom(other);
        Assert.NotEqual(one, other);
        Assert.NotEqual(0, one[^8..].Sum(value => value));
    }
}
