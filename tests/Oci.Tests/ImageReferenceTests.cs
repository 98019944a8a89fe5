namespace Gantry.Oci.Tests;

public sealed class ImageReferenceTests
{
    private const string Hash = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Theory]
    [InlineData("busybox", "docker.io/library/busybox", "busybox")]
    [InlineData("busybox:1.36", "docker.io/library/busybox:1.36", "busybox:1.36")]
    [InlineData("docker.io/busybox", "docker.io/library/busybox", "busybox")]
    [InlineData("index.docker.io/busybox", "docker.io/library/busybox", "busybox")]
    [InlineData("index.docker.io/library/busybox", "docker.io/library/busybox", "busybox")]
    [InlineData("library/a/b", "docker.io/library/a/b", "library/a/b")]
    [InlineData("grafana/grafana:latest", "docker.io/grafana/grafana:latest", "grafana/grafana:latest")]
    [InlineData("test.com:5000", "docker.io/library/test.com:5000", "test.com:5000")]
    [InlineData("test.com:5000/x", "test.com:5000/x", "test.com:5000/x")]
    [InlineData("localhost/x", "localhost/x", "localhost/x")]
    [InlineData("local/x", "docker.io/local/x", "local/x")]
    [InlineData("Uppercase/lowercase:tag", "Uppercase/lowercase:tag", "Uppercase/lowercase:tag")]
    [InlineData("lowercase:Uppercase", "docker.io/library/lowercase:Uppercase", "lowercase:Uppercase")]
    [InlineData("[2001:db8::1]:5000/repo:tag", "[2001:db8::1]:5000/repo:tag", "[2001:db8::1]:5000/repo:tag")]
    [InlineData("a__b/c-----d/e.f", "docker.io/a__b/c-----d/e.f", "a__b/c-----d/e.f")]
    [InlineData("foo_bar.com/x", "foo_bar.com/x", "foo_bar.com/x")]
    [InlineData("x@" + Hash, "docker.io/library/x@" + Hash, "x@" + Hash)]
    [InlineData("x:t@" + Hash, "docker.io/library/x:t@" + Hash, "x:t@" + Hash)]
    public void A_reference_has_a_full_and_a_familiar_form(string text, string full, string familiar)
    {
        var reference = ImageReference.Parse(text);
        Assert.Equal((full, familiar), (reference.ToString(), reference.Familiar));
        Assert.Equal(reference, ImageReference.Parse(full));
    }

    [Theory]
    [InlineData("", "invalid reference format")]
    [InlineData(":justtag", "invalid reference format")]
    [InlineData("@" + Hash, "invalid reference format")]
    [InlineData("a//b", "invalid reference format")]
    [InlineData("a/", "invalid reference format")]
    [InlineData("a___b", "invalid reference format")]
    [InlineData("-a", "invalid reference format")]
    [InlineData("a:tag with space", "invalid reference format")]
    [InlineData("a:tag\n", "invalid reference format")]
    [InlineData("aa/asdf$$^/aa", "invalid reference format")]
    [InlineData("[fe80::1%eth0]:5000/repo", "invalid reference format")]
    [InlineData("../etc/passwd", "invalid reference format")]
    [InlineData("Busybox", "invalid reference format: repository name (library/Busybox) must be lowercase")]
    [InlineData("test:5000/Uppercase/x:tag", "invalid reference format: repository name (Uppercase/x) must be lowercase")]
    [InlineData("repo@sha256:ffffffffffffffffffffffffffffffffff", "invalid checksum digest length")]
    [InlineData("name@baddigest:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "unsupported digest algorithm")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "invalid repository name (e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855), cannot specify 64-byte hexadecimal strings")]
    public void What_is_no_reference_is_refused_in_Dockers_words(string text, string message)
    {
        Assert.Equal(message, Assert.Throws<FormatException>(() => ImageReference.Parse(text)).Message);
        Assert.False(ImageReference.TryParse(text, out _));
    }

    [Fact]
    public void A_repository_has_at_most_255_characters()
    {
        var longest = new string('a', 255 - "library/".Length);
        Assert.Equal("library/" + longest, ImageReference.Parse(longest).Path);
        var fault = Assert.Throws<FormatException>(() => ImageReference.Parse(longest + "a"));
        Assert.Equal("repository name must not be more than 255 characters", fault.Message);
    }

    [Fact]
    public void A_megabyte_is_refused_at_once() => Assert.False(ImageReference.TryParse(new string('a', 1 << 20), out _));

    [Fact]
    public void A_tag_has_at_most_128_characters()
    {
        Assert.Equal(128, ImageReference.Parse("a:" + new string('t', 128)).Tag?.Length);
        Assert.False(ImageReference.TryParse("a:" + new string('t', 129), out _));
    }

    [Fact]
    public void Latest_is_added_only_where_neither_tag_nor_digest_is()
    {
        Assert.Equal("busybox:latest", ImageReference.Parse("busybox").WithDefaultTag().Familiar);
        Assert.Equal("busybox:1", ImageReference.Parse("busybox:1").WithDefaultTag().Familiar);
        Assert.Equal("busybox@" + Hash, ImageReference.Parse("busybox@" + Hash).WithDefaultTag().Familiar);
    }

    [Fact]
    public void A_tag_takes_the_place_of_tag_and_digest()
    {
        Assert.Equal("x:new", ImageReference.Parse("x:old@" + Hash).WithTag("new").Familiar);
        Assert.Throws<FormatException>(() => ImageReference.Parse("x").WithTag(":"));
    }
}
