using Gantry.Linux.Cgroups;

namespace Gantry.Linux.Tests.Cgroups;

public sealed class KernelFormatTests
{
    [Fact]
    public void A_key_is_found_whole_and_not_by_its_beginning()
    {
        const string text = "oom 1\noom_kill 3\nlow 0";

        Assert.Equal(1UL, FlatKeys.Find(text, "oom"));
        Assert.Equal(3UL, FlatKeys.Find(text, "oom_kill"));
        Assert.Null(FlatKeys.Find(text, "oom_"));
        Assert.Null(FlatKeys.Find(null, "oom"));
    }

    [Theory]
    [InlineData("max", ulong.MaxValue)]
    [InlineData("-1", ulong.MaxValue)]
    [InlineData("9223372036854771712\n", 9223372036854771712UL)]
    public void Numbers_and_no_limit_are_read(string text, ulong expected) => Assert.Equal(expected, FlatKeys.Number(text));

    [Fact]
    public void What_is_no_number_is_named_in_the_error() =>
        Assert.Contains("\"12x\"", Assert.Throws<FormatException>(() => FlatKeys.Number("12x")).Message, StringComparison.Ordinal);

    [Fact]
    public void Counts_of_v1_are_read_without_the_total()
    {
        var counts = BlockIoCounts.ParseLegacy("8:16 Read 4096\n8:16 Write 512\n8:16 Total 4608\nTotal 4608");

        Assert.Equal([new(8, 16, "Read", 4096), new(8, 16, "Write", 512), new(8, 16, "Total", 4608)], counts);
    }

    [Fact]
    public void Counts_of_v2_are_told_apart_as_bytes_and_operations()
    {
        var (bytes, operations) = BlockIoCounts.ParseUnified("254:0 rbytes=4096 wbytes=1 rios=2 wios=3 dbytes=5 dios=6 cost.usage=9\n8:0 ");

        Assert.Equal([new(254, 0, "Read", 4096), new(254, 0, "Write", 1), new(254, 0, "Discard", 5)], bytes);
        Assert.Equal([new(254, 0, "Read", 2), new(254, 0, "Write", 3), new(254, 0, "Discard", 6)], operations);
    }

    [Fact]
    public void Pressure_is_read_line_by_line()
    {
        var pressure = Pressure.Parse(
            "some avg10=1.25 avg60=0.50 avg300=0.00 total=7\nfull avg10=0.00 avg60=0.00 avg300=3.00 total=5");

        Assert.Equal(new PressureLine(1.25, 0.5, 0, 7), pressure?.Some);
        Assert.Equal(new PressureLine(0, 0, 3, 5), pressure?.Full);
    }
}
