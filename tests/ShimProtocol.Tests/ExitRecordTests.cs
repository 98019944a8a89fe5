using System.Text;
using Gantry.ShimProtocol.Messages;

namespace Gantry.ShimProtocol.Tests;

public sealed class ExitRecordTests
{
    private static readonly ProcessExit Exit = new() { Pid = 4711, ExitCode = 137, OutOfMemory = true, Time = 1_700_000_000_123_456_789 };

    [Fact]
    public void A_record_is_one_line_and_reads_back() =>
        Assert.Equal((Exit, "1 4711 137 1 1700000000123456789\n"), (ExitRecord.Last(ExitRecord.Write(Exit)), Encoding.ASCII.GetString(ExitRecord.Write(Exit))));

    [Fact]
    public void A_line_cut_by_a_crash_does_not_count_wherever_it_was_cut()
    {
        var whole = ExitRecord.Write(Exit);
        byte[] earlier = ExitRecord.Write(Exit with { ExitCode = 1 });
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Null(ExitRecord.Last(whole.AsSpan(0, length)));
            Assert.Equal(1, ExitRecord.Last([.. earlier, .. whole[..length]])?.ExitCode);
        }
    }

    [Fact]
    public void A_line_ended_after_it_was_torn_is_passed_over() =>
        Assert.Equal(137, ExitRecord.Last([.. "1 4711 13\n"u8, .. ExitRecord.Write(Exit), .. "1 47\n"u8, .. "\n"u8])?.ExitCode);

    [Fact]
    public void A_format_of_another_version_is_none() => Assert.Null(ExitRecord.Last("2 4711 137 1 1700000000123456789\n"u8));
}
