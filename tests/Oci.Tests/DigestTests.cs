using System.Text;

namespace Gantry.Oci.Tests;

public sealed class DigestTests
{
    private const string Hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Fact]
    public void A_digest_is_parted_into_algorithm_and_hash()
    {
        var digest = Digest.Parse("sha256:" + Hex);
        Assert.Equal(("sha256", Hex, "sha256:" + Hex), (digest.Algorithm, digest.Hex, digest.ToString()));
    }

    [Fact]
    public void A_sha512_digest_has_128_digits() => Assert.Equal("sha512", Digest.Parse("sha512:" + Hex + Hex).Algorithm);

    [Theory]
    [InlineData("", "invalid checksum digest format")]
    [InlineData(Hex, "invalid checksum digest format")]
    [InlineData(":" + Hex, "invalid checksum digest format")]
    [InlineData("sha256:", "invalid checksum digest format")]
    [InlineData("md5:d41d8cd98f00b204e9800998ecf8427e", "unsupported digest algorithm")]
    [InlineData("SHA256:" + Hex, "unsupported digest algorithm")]
    [InlineData("sha256:" + Hex + "0", "invalid checksum digest length")]
    [InlineData("sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855", "invalid checksum digest format")]
    [InlineData("sha256:../../../../../../../../../../../../../../../../../../../../etc/", "invalid checksum digest format")]
    public void What_is_no_digest_is_refused_in_Dockers_words(string text, string message)
    {
        Assert.Equal(message, Assert.Throws<FormatException>(() => Digest.Parse(text)).Message);
        Assert.False(Digest.TryParse(text, out _));
    }

    [Fact]
    public void The_digest_of_nothing_is_the_known_one() => Assert.Equal("sha256:" + Hex, Digest.Of([]).ToString());

    [Fact]
    public void Equal_texts_are_equal_digests() => Assert.Equal(Digest.Of("a"u8), Digest.Parse(Digest.Of(Encoding.UTF8.GetBytes("a")).ToString()));

    [Fact]
    public void A_digest_that_was_never_set_says_so() => Assert.Throws<InvalidOperationException>(() => default(Digest).Hex);
}
