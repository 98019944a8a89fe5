using System.Globalization;
using System.Text;
using Gantry.Containers.Logs;
using Gantry.Docker.Streams;

namespace Gantry.Docker.Containers;

/// <summary>Writes log entries as a client wants them: with the time, or the log's details, in front.</summary>
internal sealed class LogLines(StdCopy output, bool withTimes, string? details)
{
    private const long NanosPerSecond = 1_000_000_000;

    public void Add(LogEntry entry)
    {
        if (!withTimes && details is null)
        {
            output.Add(entry.IsError, entry.Text.Span);
            return;
        }

        var head = (withTimes ? FormatTime(entry.Time) + " " : "") + (details is null ? "" : details + " ");
        output.Add(entry.IsError, [.. Encoding.UTF8.GetBytes(head), .. entry.Text.Span]);
    }

    // Always nine digits, so that lines align.
    private static string FormatTime(long nanoseconds)
    {
        var (seconds, rest) = Math.DivRem(nanoseconds, NanosPerSecond);
        var second = DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{second}.{rest:D9}Z");
    }
}
