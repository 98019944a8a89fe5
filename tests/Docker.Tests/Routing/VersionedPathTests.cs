using Gantry.Containers;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Tests.Routing;

public sealed class VersionedPathTests
{
    [Theory]
    [InlineData("/v1.44/info", "1.44", "/info")]
    [InlineData("/info", "1.51", "/info")]
    [InlineData("/v1.24/containers/v1.2/json", "1.24", "/containers/v1.2/json")]
    [InlineData("/version", "1.51", "/version")]
    [InlineData("/volumes", "1.51", "/volumes")]
    public void A_version_in_front_is_taken_off(string path, string version, string rest)
    {
        var parsed = VersionedPath.Parse(path);

        Assert.Equal((version, rest), (parsed.Version.ToString(), parsed.Path));
    }

    [Fact]
    public void A_client_that_is_too_new_is_told_so_in_Dockers_words() =>
        Assert.Equal(
            "client version 1.52 is too new. Maximum supported API version is 1.51",
            Assert.Throws<InvalidException>(() => VersionedPath.Parse("/v1.52/info")).Message);

    [Fact]
    public void A_client_that_is_too_old_is_told_so_in_Dockers_words() =>
        Assert.Equal(
            "client version 1.23 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version",
            Assert.Throws<InvalidException>(() => VersionedPath.Parse("/v1.23/info")).Message);

    [Fact]
    public void Versions_are_compared_by_number_and_not_by_letter() => Assert.True(new ApiVersion(1, 9) < new ApiVersion(1, 24));
}
