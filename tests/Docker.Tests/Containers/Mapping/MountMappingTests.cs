using Gantry.Containers;
using Gantry.Containers.Lifecycle;
using Gantry.Docker.Containers.Mapping;

namespace Gantry.Docker.Tests.Containers.Mapping;

public sealed class MountMappingTests
{
    [Fact]
    public void An_absolute_source_is_a_path_of_the_host()
    {
        var mount = MountMapping.ParseBind("/host/../srv:/data/:ro,rslave");

        Assert.Equal((MountKind.Bind, "/host/../srv", "/data"), (mount.Kind, mount.Source, mount.Target));
        Assert.True(mount.ReadOnly);
        Assert.Equal("rslave", mount.Propagation);
    }

    [Fact]
    public void Another_source_is_a_volume_that_starts_with_the_images_files()
    {
        var mount = MountMapping.ParseBind("data:/data");

        Assert.Equal((MountKind.Volume, "data"), (mount.Kind, mount.Source));
        Assert.True(mount.CopyUp);
        Assert.False(mount.Anonymous);
    }

    [Theory]
    [InlineData("a:b:c:d")]
    [InlineData("/x:relative")]
    [InlineData("/x:/")]
    [InlineData("/x:/y:sideways")]
    [InlineData("no/slashes:/y")]
    [InlineData(":/y")]
    public void What_cannot_be_a_mount_is_refused(string text) => Assert.Throws<InvalidException>(() => MountMapping.ParseBind(text));
}
