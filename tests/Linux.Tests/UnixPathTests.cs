namespace Gantry.Linux.Tests;

public sealed class UnixPathTests
{
    [Fact]
    public void Bytes_that_are_no_text_are_kept()
    {
        byte[] bytes = [0xff, (byte)'/', 0xc3];
        Assert.Equal(bytes, UnixPath.Of(bytes).Bytes.ToArray());
    }

    [Fact]
    public void A_path_is_shown_as_text() => Assert.Equal("ü/\uFFFD", UnixPath.Of([.. "ü/"u8, 0xff]).ToString());

    [Fact]
    public void Paths_of_the_same_bytes_are_equal()
    {
        Assert.Equal(UnixPath.Of("a/b"), UnixPath.Of("a/b"u8));
        Assert.Equal(UnixPath.Of("a/b").GetHashCode(), UnixPath.Of("a/b"u8).GetHashCode());
        Assert.NotEqual(UnixPath.Of("a"), UnixPath.Of("b"));
        Assert.Equal(default, UnixPath.Of(""));
    }

    [Fact]
    public void A_zero_byte_would_cut_the_path_and_is_refused() => Assert.Throws<ArgumentException>(() => UnixPath.Of("a\0b"u8));
}
