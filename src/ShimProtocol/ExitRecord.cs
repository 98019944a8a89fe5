using System.Globalization;
using System.Text;
using Gantry.ShimProtocol.Messages;

namespace Gantry.ShimProtocol;

/// <summary>The line by which a shim records durably that a container's process has ended: <c>1 PID CODE OOM NANOSECONDS</c>.</summary>
/// <remarks>
/// One append and fdatasync: a rename would take ten times as long. A line without its newline was cut by a crash and does not count; the last whole line wins.
/// </remarks>
public static class ExitRecord
{
    private const string Format = "1";

    public static byte[] Write(ProcessExit exit) =>
        Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{Format} {exit.Pid} {exit.ExitCode} {(exit.OutOfMemory ? 1 : 0)} {exit.Time}\n"));

    /// <summary>The last whole record of a file's content, or null where there is none.</summary>
    public static ProcessExit? Last(ReadOnlySpan<byte> content)
    {
        while (true)
        {
            var end = content.LastIndexOf((byte)'\n');
            if (end < 0)
            {
                return null;
            }

            var start = content[..end].LastIndexOf((byte)'\n') + 1;
            if (TryParse(Encoding.ASCII.GetString(content[start..end])) is { } exit)
            {
                return exit;
            }

            content = content[..start];
        }
    }

    private static ProcessExit? TryParse(string line)
    {
        var fields = line.Split(' ');
        return fields is [Format, var pid, var code, var oom, var time]
            && int.TryParse(pid, CultureInfo.InvariantCulture, out var pidNumber)
            && int.TryParse(code, CultureInfo.InvariantCulture, out var codeNumber)
            && long.TryParse(time, CultureInfo.InvariantCulture, out var timeNumber)
            ? new ProcessExit { Pid = pidNumber, ExitCode = codeNumber, OutOfMemory = oom == "1", Time = timeNumber }
            : null;
    }
}
