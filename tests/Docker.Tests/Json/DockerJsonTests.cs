using System.Text.Json;
using Gantry.Docker.Containers.Shapes;
using Gantry.Docker.Json;

namespace Gantry.Docker.Tests.Json;

public sealed class DockerJsonTests
{
    [Fact]
    public void Null_means_nothing_as_in_Go()
    {
        var request = Read("""{"Tty":null,"Cmd":null,"HostConfig":{"Memory":null,"AutoRemove":null,"OomScoreAdj":null}}""");

        Assert.False(request.Tty);
        Assert.Equal(0, request.HostConfig?.Memory);
    }

    [Fact]
    public void Names_are_known_in_any_case() => Assert.Equal("busybox", Read("""{"image":"busybox"}""").Image);

    [Theory]
    [InlineData("""{"Cmd":"true"}""")]
    [InlineData("""{"Cmd":["true"]}""")]
    public void A_command_may_be_a_string_or_a_list(string json) => Assert.Equal(["true"], Read(json).Cmd);

    [Fact]
    public void A_command_of_another_kind_is_refused() => Assert.Throws<JsonException>(() => Read("""{"Cmd":3}"""));

    [Fact]
    public void Nothing_is_escaped_that_JSON_does_not_ask_for() =>
        Assert.Equal("""{"message":"<a> & 'b' é"}""", JsonSerializer.Serialize(new ErrorBody("<a> & 'b' é"), DockerJson.Relaxed.ErrorBody));

    private static CreateRequest Read(string json) => JsonSerializer.Deserialize(json, DockerJson.Relaxed.CreateRequest)!;
}
