using System.Text;
using System.Text.Json;
using Gantry.Oci.ImageSpec;

namespace Gantry.Oci.Tests.ImageSpec;

public sealed class ImageDocumentTests
{
    private const string FromDocker =
        """
        {"architecture":"amd64","config":{"Hostname":"","AttachStdin":false,"ExposedPorts":{"80/tcp":{}},"Env":["A=<b>&ü"],"Cmd":["sh"],
        "Healthcheck":{"Test":["CMD-SHELL","true"],"Interval":30000000000,"Retries":3},"ArgsEscaped":true,"Volumes":null,"WorkingDir":"/w",
        "Entrypoint":null,"OnBuild":["RUN x"],"Labels":{"k":"v"},"StopSignal":"SIGQUIT","Shell":["/bin/bash","-c"]},
        "container_config":{"Tty":false},"created":"2024-05-01T10:00:00.123456789Z","docker_version":"20.10.24",
        "history":[{"created":"2024-05-01T09:00:00Z","created_by":"/bin/sh -c #(nop) ADD"},{"created_by":"CMD","empty_layer":true}],
        "os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"]},"variant":"v1"}
        """;

    private static ImageDocument Read(string json) =>
        JsonSerializer.Deserialize(json, ImageDocumentJson.Plain.ImageDocument) ?? throw new InvalidOperationException("null");

    private static string Write(ImageDocument document) =>
        Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(document, ImageDocumentJson.Plain.ImageDocument));

    [Fact]
    public void A_configuration_by_Docker_is_read_with_Dockers_own_fields()
    {
        var document = Read(FromDocker);
        var config = document.Config ?? new();
        Assert.Equal(("linux/amd64/v1", "20.10.24", "/w", "SIGQUIT"), (document.Platform.ToString(), document.DockerVersion, config.WorkingDir, config.StopSignal));
        Assert.Equal(["80/tcp"], config.ExposedPorts?.Keys);
        Assert.Equal(["RUN x"], config.OnBuild);
        Assert.Equal(["/bin/bash", "-c"], config.Shell);
        Assert.Equal((30_000_000_000, 3, true), (config.Healthcheck?.Interval, config.Healthcheck?.Retries, config.ArgsEscaped));
        Assert.Equal([false, true], document.History?.Select(step => step.EmptyLayer));
        Assert.Equal(new DateTimeOffset(2024, 5, 1, 10, 0, 0, TimeSpan.Zero).AddTicks(1234567), document.Created);
    }

    [Fact]
    public void What_is_written_is_read_again_the_same()
    {
        var once = Write(Read(FromDocker));
        Assert.Equal(once, Write(Read(once)));
    }

    [Fact]
    public void Text_is_not_escaped_for_HTML() => Assert.Contains("A=<b>&ü", Write(Read(FromDocker)), StringComparison.Ordinal);

    [Fact]
    public void Times_are_UTC_and_short()
    {
        var document = new ImageDocument { Created = new DateTimeOffset(2024, 5, 1, 12, 0, 0, 500, TimeSpan.FromHours(2)) };
        Assert.Contains("\"created\":\"2024-05-01T10:00:00.5Z\"", Write(document), StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_that_is_no_digest_is_refused() =>
        Assert.Throws<JsonException>(() => Read("""{"rootfs":{"type":"layers","diff_ids":["../../etc"]}}"""));
}
