using Gantry.Containers;
using Gantry.Docker.Containers.Mapping;
using Gantry.Docker.Containers.Shapes;
using Gantry.Oci.ImageSpec;

namespace Gantry.Docker.Tests.Containers.Mapping;

public sealed class ImageDefaultsTests
{
    private static readonly ImageConfig Image = new() { Entrypoint = ["/entry"], Cmd = ["image"], Env = ["PATH=/bin", "A=image"], User = "app" };

    [Fact]
    public void What_the_user_left_out_is_the_images()
    {
        var merged = ImageDefaults.Merge(new Config(), Image);

        Assert.Equal(["/entry"], merged.Entrypoint);
        Assert.Equal(["image"], merged.Cmd);
        Assert.Equal("app", merged.User);
    }

    [Fact]
    public void An_entry_point_of_the_users_own_drops_the_images_command() =>
        Assert.Null(ImageDefaults.Merge(new Config { Entrypoint = ["/mine"] }, Image).Cmd);

    [Fact]
    public void An_empty_entry_point_takes_the_images_away()
    {
        var merged = ImageDefaults.Merge(new Config { Entrypoint = [""], Cmd = ["mine"] }, Image);

        Assert.Null(merged.Entrypoint);
        Assert.Equal(["mine"], merged.Cmd);
    }

    [Fact]
    public void The_users_environment_comes_first_and_wins() =>
        Assert.Equal(["A=mine", "PATH=/bin"], ImageDefaults.Merge(new Config { Env = ["A=mine"] }, Image).Env);

    [Fact]
    public void Nothing_to_run_is_refused_in_Dockers_words() =>
        Assert.Equal("no command specified", Assert.Throws<InvalidException>(() => ImageDefaults.Merge(new Config(), null)).Message);
}
