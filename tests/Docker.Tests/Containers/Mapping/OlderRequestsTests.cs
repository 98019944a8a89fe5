using Gantry.Containers;
using Gantry.Docker.Containers.Mapping;
using Gantry.Docker.Containers.Shapes;
using Gantry.Docker.Routing;
using Gantry.Oci.ImageSpec;

namespace Gantry.Docker.Tests.Containers.Mapping;

/// <summary>A create by an older version of the API means what it meant then.</summary>
public sealed class OlderRequestsTests
{
    [Theory]
    [InlineData(24, false)]
    [InlineData(25, true)]
    public void The_client_removed_its_containers_itself_before_1_25(int minor, bool expected) =>
        Assert.Equal(expected, Host(new HostConfig { AutoRemove = true }, minor).AutoRemove);

    [Theory]
    [InlineData(39, "shareable")]
    [InlineData(40, null)]
    public void Ipc_was_shareable_before_1_40(int minor, string? expected) => Assert.Equal(expected, Host(new HostConfig(), minor).IpcMode);

    [Theory]
    [InlineData(43, 0)]
    [InlineData(44, 7)]
    public void There_was_no_start_interval_before_1_44(int minor, long expected) =>
        Assert.Equal(expected, OlderRequests.Adapt(new CreateRequest { Healthcheck = new HealthcheckConfig { StartInterval = 7 } }, new ApiVersion(1, minor)).Healthcheck?.StartInterval);

    [Theory]
    [InlineData(43, true)]
    [InlineData(44, false)]
    public void Read_only_covered_only_the_mount_itself_before_1_44(int minor, bool expected) =>
        Assert.Equal(expected, Host(Mounting(new Mount { Type = "bind" }), minor).Mounts?[0].BindOptions?.ReadOnlyNonRecursive ?? false);

    [Theory]
    [InlineData(41, false)]
    [InlineData(42, true)]
    public void Missing_sources_were_not_made_before_1_42(int minor, bool expected) =>
        Assert.Equal(expected, Host(Mounting(new Mount { Type = "bind", BindOptions = new BindOptions { CreateMountpoint = true } }), minor).Mounts?[0].BindOptions?.CreateMountpoint);

    [Theory]
    [InlineData(42, false)]
    [InlineData(43, true)]
    public void There_were_no_annotations_before_1_43(int minor, bool expected) =>
        Assert.Equal(expected, Host(new HostConfig { Annotations = new Dictionary<string, string> { ["a"] = "b" } }, minor).Annotations is not null);

    [Fact]
    public void What_came_later_is_refused_with_dockers_words()
    {
        var subpath = Mounting(new Mount { Type = "volume", VolumeOptions = new VolumeOptions { Subpath = "in" } });
        Assert.Equal("VolumeOptions.Subpath needs API v1.45 or newer", Assert.Throws<InvalidException>(() => Host(subpath, 44)).Message);
        Assert.Equal("in", Host(subpath, 45).Mounts?[0].VolumeOptions?.Subpath);
    }

    private static HostConfig Mounting(Mount mount) => new() { Mounts = [mount] };

    private static HostConfig Host(HostConfig host, int minor) =>
        OlderRequests.Adapt(new CreateRequest { HostConfig = host }, new ApiVersion(1, minor)).HostConfig ?? new HostConfig();
}
