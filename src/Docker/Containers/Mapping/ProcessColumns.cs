using Gantry.Containers;
using Gantry.Containers.Lifecycle;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>The columns of <c>docker top</c>, by the arguments that ps would be given.</summary>
/// <remarks>ps(1) of procps. Docker runs the host's; here the columns that people ask for are made from /proc, and others are refused by name.</remarks>
internal static class ProcessColumns
{
    private static readonly Column[] Full = [Of("uid", "UID", line => line.User), Find("pid"), Find("ppid"), Find("c"), Find("stime"), Find("tty"), Find("time"), Find("cmd")];

    private static readonly Column[] Bsd =
    [
        Find("user"), Find("pid"), Find("%cpu"), Find("%mem"), Find("vsz"), Find("rss"), Find("tty"), Find("stat"), Find("start"),
        Find("time"), Find("command"),
    ];

    /// <exception cref="UnsupportedException">ps knows the arguments, perhaps, and we do not.</exception>
    /// <exception cref="InvalidException">No column has the process's number.</exception>
    public static IReadOnlyList<Column> Parse(string arguments)
    {
        var words = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is ["-ef"] or ["-eF"] or ["-Af"] or ["ef"])
        {
            return Full;
        }

        if (words is ["aux"] or ["-aux"] or ["axu"] or ["au"] or ["u"])
        {
            return Bsd;
        }

        var chosen = Formats(words, arguments).SelectMany(format => format.Split(',', StringSplitOptions.RemoveEmptyEntries)).Select(Choose).ToList();
        return chosen.Exists(column => column.Title == "PID") ? chosen : throw new InvalidException("Couldn't find PID field in ps output");
    }

    // -o LIST, -eo LIST, o LIST, -oLIST; and what merely selects processes, which Docker does itself.
    private static IEnumerable<string> Formats(string[] words, string arguments)
    {
        for (var index = 0; index < words.Length; index++)
        {
            switch (words[index])
            {
                case "-o" or "-eo" or "-Ao" or "o" or "axo" or "-axo" when index + 1 < words.Length:
                    yield return words[++index];
                    break;
                case ['-', 'o', _, ..] attached:
                    yield return attached[2..];
                    break;
                case "-e" or "-A" or "ax" or "-ax":
                    break;
                default:
                    throw new UnsupportedException($"top with the columns of \"ps {arguments}\": not there yet; there are -ef, aux and -o with a list");
            }
        }
    }

    // NAME, or NAME=TITLE.
    private static Column Choose(string text)
    {
        var parts = text.Split('=', 2);
        var column = Find(parts[0].ToLowerInvariant());
        return parts.Length > 1 && parts[1].Length > 0 && column.Title != "PID" ? column with { Title = parts[1] } : column;
    }

    private static Column Find(string name) => name switch
    {
        "pid" => Of(name, "PID", line => $"{line.Pid}"),
        "ppid" => Of(name, "PPID", line => $"{line.ParentPid}"),
        "user" or "euser" => Of(name, "USER", line => line.User),
        "uid" or "euid" => Of(name, "UID", line => line.User),
        "c" => Of(name, "C", line => $"{line.CpuPercent}"),
        "%cpu" or "pcpu" => Of(name, "%CPU", line => $"{Percent(line.CpuTime, line.Age):0.0}"),
        "%mem" or "pmem" => Of(name, "%MEM", line => $"{100.0 * line.ResidentBytes / GC.GetGCMemoryInfo().TotalAvailableMemoryBytes:0.0}"),
        "vsz" or "vsize" => Of(name, "VSZ", line => $"{line.VirtualBytes / 1024}"),
        "rss" or "rssize" => Of(name, "RSS", line => $"{line.ResidentBytes / 1024}"),
        "ni" or "nice" => Of(name, "NI", line => $"{line.Nice}"),
        "s" or "state" => Of(name, "S", line => line.State),
        "stat" => Of(name, "STAT", line => line.State),
        "stime" => Of(name, "STIME", line => $"{line.Started:HH:mm}"),
        "start" or "start_time" => Of(name, "START", line => $"{line.Started:HH:mm}"),
        "tty" or "tt" or "tname" => Of(name, name == "tt" ? "TT" : "TTY", line => line.Terminal),
        "time" or "cputime" => Of(name, "TIME", line => $"{line.CpuTime:hh\\:mm\\:ss}"),
        "etime" => Of(name, "ELAPSED", line => line.Age.TotalHours < 1 ? $"{line.Age:mm\\:ss}" : $"{line.Age:hh\\:mm\\:ss}"),
        "etimes" => Of(name, "ELAPSED", line => $"{(long)line.Age.TotalSeconds}"),
        "comm" or "ucmd" or "ucomm" => Of(name, "COMMAND", line => line.Name),
        "cmd" => Of(name, "CMD", line => line.Command),
        "args" or "command" => Of(name, "COMMAND", line => line.Command),
        _ => throw new UnsupportedException($"top with the column \"{name}\": not there yet"),
    };

    private static double Percent(TimeSpan used, TimeSpan age) => age > TimeSpan.Zero ? 100 * used / age : 0;

    private static Column Of(string name, string title, Func<ProcessLine, string> read) => new(name, title, read);

    /// <summary>One column.</summary>
    internal sealed record Column(string Name, string Title, Func<ProcessLine, string> Read);
}
