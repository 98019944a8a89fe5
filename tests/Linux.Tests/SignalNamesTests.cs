namespace Gantry.Linux.Tests;

public sealed class SignalNamesTests
{
    [Theory]
    [InlineData("SIGTERM", 15)]
    [InlineData("TERM", 15)]
    [InlineData("term", 15)]
    [InlineData("sigKill", 9)]
    [InlineData("15", 15)]
    [InlineData("64", 64)]
    [InlineData("IOT", 6)]
    [InlineData("CLD", 17)]
    [InlineData("POLL", 29)]
    [InlineData("SYS", 31)]
    [InlineData("RTMIN", 34)]
    [InlineData("SIGRTMIN+3", 37)]
    [InlineData("rtmin+30", 64)]
    [InlineData("RTMAX", 64)]
    [InlineData("SIGRTMAX-1", 63)]
    public void A_signal_is_found_by_its_name_in_any_form_or_its_number(string text, int number) => Assert.Equal((Signal)number, SignalNames.Find(text));

    [Theory]
    [InlineData("")]
    [InlineData("SIG")]
    [InlineData("0")]
    [InlineData("65")]
    [InlineData("-9")]
    [InlineData(" 9")]
    [InlineData("99999999999")]
    [InlineData("SIGSIGTERM")]
    [InlineData("RTMIN+31")]
    [InlineData("RTMIN+-1")]
    [InlineData("RTMIN-1")]
    [InlineData("RTMAX+1")]
    [InlineData("NONE")]
    public void What_is_no_signal_is_not_found(string text) => Assert.Null(SignalNames.Find(text));

    [Fact]
    public void Every_signal_is_found_by_its_own_name()
    {
        foreach (var signal in Enum.GetValues<Signal>().Where(signal => signal != Signal.None))
        {
            Assert.Equal(signal, SignalNames.Find(signal.ToString()));
        }
    }
}
