using System.Text;

namespace Gantry.Runtime.Cli;

/// <summary>What <c>--help</c> and <c>--version</c> print.</summary>
internal static class Help
{
    /// <summary>The newest runtime-spec that is followed.</summary>
    public const string SpecificationVersion = "1.2.0";

    /// <summary>What every command understands, in short <c>-h</c>.</summary>
    public const string Option = "help";

    public static string Version() =>
        $"gantry-runtime version {typeof(Help).Assembly.GetName().Version?.ToString(3)}\nspec: {SpecificationVersion}\n";

    public static string Text()
    {
        var text = new StringBuilder("""
            gantry-runtime runs containers as the OCI runtime specification says, with runc's options.

            Usage: gantry-runtime [--root DIR] [--log FILE] [--log-format text|json] [--systemd-cgroup] COMMAND

            Commands:

            """);
        foreach (var command in Commands.All)
        {
            text.Append("  ").Append($"{command.Name} {command.Usage}".PadRight(46)).Append(command.Summary).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>One command, with the options that it takes.</summary>
    public static string Text(Command command)
    {
        var text = new StringBuilder($"gantry-runtime {command.Name}: {command.Summary}\n\nUsage: gantry-runtime {command.Name} {command.Usage}\n\nOptions:\n\n");
        Add(text, command.Options.Values, " VALUE");
        Add(text, command.Options.Flags, "");
        return text.Append("  --help, -h\n").ToString();
    }

    private static void Add(StringBuilder text, IReadOnlyList<string> options, string value)
    {
        foreach (var option in options)
        {
            text.Append("  --").Append(option.Replace("|", $"{value}, -")).Append(value).Append('\n');
        }
    }
}
