using Gantry.Containers;
using Gantry.Containers.Lifecycle;
using Gantry.Docker.Containers.Mapping;
using Gantry.Docker.Containers.Shapes;

namespace Gantry.Docker.Tests.Containers.Mapping;

/// <summary>Log drivers and their options, as Docker takes and refuses them.</summary>
public sealed class LogMappingTests
{
    [Fact]
    public void Logs_rotate_by_default() => Assert.Equal((20 * 1024 * 1024, 5), Rotation("json-file"));

    [Fact]
    public void Sizes_are_decimal() => Assert.Equal((10_000_000, 3), Rotation("local", ("max-size", "10m"), ("max-file", "3")));

    [Fact]
    public void None_keeps_nothing() => Assert.False(Make("none").Keep);

    [Theory]
    [InlineData("json-file", "colour", "red", "unknown log opt 'colour' for json-file log driver")]
    [InlineData("local", "labels", "a", "unknown log opt 'labels' for local log driver")]
    [InlineData("json-file", "max-file", "0", "failed to initialize logging driver: max-file cannot be less than 1")]
    [InlineData("json-file", "max-size", "-1", "failed to initialize logging driver: max-size must be a positive number")]
    [InlineData("json-file", "mode", "other", "logger: logging mode not supported: other")]
    [InlineData("json-file", "max-buffer-size", "1m", "logger: max-buffer-size option is only supported with 'mode=non-blocking'")]
    [InlineData("nowhere", "a", "b", "logger: no log driver named 'nowhere' is registered")]
    public void What_cannot_be_is_refused(string driver, string option, string value, string words) =>
        Assert.Equal(words, Assert.Throws<InvalidException>(() => Make(driver, (option, value))).Message);

    private static (long Bytes, int Files) Rotation(string driver, params (string Name, string Value)[] options)
    {
        var spec = Make(driver, options);
        return (spec.MaxBytes, spec.MaxFiles);
    }

    private static LogSpec Make(string driver, params (string Name, string Value)[] options) =>
        LogMapping.Make(new LogConfig { Type = driver, Config = options.ToDictionary(option => option.Name, option => option.Value) });
}
