using System.Globalization;

namespace Gantry.Linux;

/// <summary>Signals as people write them: <c>SIGTERM</c>, <c>term</c>, <c>15</c>, <c>RTMIN+3</c>.</summary>
public static class SignalNames
{
    private const string Prefix = "SIG";

    // In the order of their numbers, from 1.
    private static readonly string[] Names =
    [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT",
        "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    /// <summary>A signal by its name, in any case and with or without SIG, or by its number; null where there is none.</summary>
    public static Signal? Find(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number is > 0 and <= (int)Signal.SIGRTMAX ? (Signal)number : null;
        }

        var name = text.ToUpperInvariant();
        name = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
        return name switch
        {
            "IOT" => Signal.SIGABRT,
            "CLD" => Signal.SIGCHLD,
            "POLL" => Signal.SIGIO,
            "RTMIN" => Signal.SIGRTMIN,
            "RTMAX" => Signal.SIGRTMAX,
            ['R', 'T', 'M', 'I', 'N', '+', .. var steps] => RealTime(Signal.SIGRTMIN, 1, steps),
            ['R', 'T', 'M', 'A', 'X', '-', .. var steps] => RealTime(Signal.SIGRTMAX, -1, steps),
            _ => Array.IndexOf(Names, name) is var index and >= 0 ? (Signal)(index + 1) : null,
        };
    }

    private static Signal? RealTime(Signal from, int sign, string distance)
    {
        const int widest = Signal.SIGRTMAX - Signal.SIGRTMIN;
        var isNumber = int.TryParse(distance, NumberStyles.None, CultureInfo.InvariantCulture, out var steps);
        return isNumber && steps <= widest ? from + (sign * steps) : null;
    }
}
