using System.Text.Json.Nodes;
using Gantry.Harness.Commands;
using Gantry.Harness.Packages;
using Gantry.Harness.Runtimes;

namespace Gantry.EndToEnd.Runtime.Contract;

/// <summary>Every command and option of runc's, by its own help.</summary>
public sealed class OptionTests
{
    /// <summary>What runc takes and we do not, and why.</summary>
    private static readonly Dictionary<string, string> Missing = new()
    {
        ["checkpoint"] = "CRIU is not supported",
        ["restore"] = "CRIU is not supported",
        ["update --l3-cache-schema"] = "Intel RDT is not supported, as the command features tells",
        ["update --mem-bw-schema"] = "Intel RDT is not supported, as the command features tells",
    };

    [Fact]
    public async Task Every_command_and_option_of_runcs_is_taken()
    {
        await using var container = await TestContainer.Of("true");
        var runc = (await Peers.Runc.Unpack()).Program("runc");
        var commands = Commands(await Help(runc));
        Assert.Contains("create", commands);
        var missing = new List<string>();
        var known = Options(await Help(container.Runtime, "create"));
        Assert.NotEmpty(known);
        foreach (var command in commands)
        {
            if (!await Takes(container.Runtime, command))
            {
                missing.Add(command);
                continue;
            }

            var ours = Options(await Help(container.Runtime, command));
            missing.AddRange(Options(await Help(runc, command)).Where(option => !ours.Contains(option)).Select(option => $"{command} {option.Split(' ')[0]}"));
        }

        Assert.Equal(Missing.Keys.Order(), missing.Order());
    }

    [Fact]
    public async Task Every_option_of_runcs_before_the_command_is_taken()
    {
        await using var container = await TestContainer.Of("true");
        var all = await Help((await Peers.Runc.Unpack()).Program("runc"));
        var options = Options(all[all.IndexOf("GLOBAL OPTIONS", StringComparison.Ordinal)..]).Where(option => option is not ("--help" or "-h" or "--version" or "-v")).ToList();
        Assert.Contains("--root value", options);
        var words = options.SelectMany(option => option.EndsWith(" value", StringComparison.Ordinal) ? new[] { option.Split(' ')[0], container.Root["state"] } : [option]);
        (await new Command(container.Runtime, [.. words, "list"]).Run()).Succeeded();
    }

    [Theory]
    [InlineData]
    [InlineData("--rootless")]
    public async Task A_config_to_begin_with_is_runcs(params string[] options)
    {
        await using var container = await TestContainer.Of("true");
        var (ours, runcs) = (container.Root["ours"], container.Root["runcs"]);
        Directory.CreateDirectory(ours);
        Directory.CreateDirectory(runcs);
        (await container.Command(["spec", "--bundle", ours, .. options]).Run()).Succeeded();
        (await Programs.Run((await Peers.Runc.Unpack()).Program("runc"), ["spec", "--bundle", runcs, .. options])).Succeeded();
        Assert.Equal(await Config(runcs), await Config(ours));

        var again = await container.Command("spec", "--bundle", ours).Run();
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("Remove it first", again.Stderr, StringComparison.Ordinal);
    }

    private static async Task<string> Config(string bundle)
    {
        var config = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(bundle, "config.json")))!.AsObject();
        config.Remove("ociVersion");
        config.Remove("hostname");
        Sort(config);
        return config.ToJsonString();
    }

    private static void Sort(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            list.ToList().ForEach(Sort);
        }
        else if (node is JsonObject fields)
        {
            foreach (var (name, value) in fields.OrderBy(field => field.Key, StringComparer.Ordinal).ToList())
            {
                fields.Remove(name);
                fields[name] = value;
                Sort(value);
            }
        }
    }

    private static async Task<bool> Takes(string runtime, string command) =>
        !(await Programs.Run(runtime, command, "--help")).Stderr.Contains("unknown command", StringComparison.Ordinal);

    private static async Task<string> Help(string runtime, params string[] command) => (await Programs.Run(runtime, [.. command, "--help"])).Succeeded().Stdout;

    /// <summary>The commands of runc's help, but for help itself.</summary>
    private static List<string> Commands(string help)
    {
        var lines = help.Split('\n').SkipWhile(line => line != "COMMANDS:").Skip(1).TakeWhile(line => line.Length > 0);
        return [.. lines.Select(line => line.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)[0]).Where(command => command != "help")];
    }

    /// <summary>Long and short names, each with whether it takes a value: <c>--bundle value</c>.</summary>
    private static HashSet<string> Options(string help) =>
    [
        .. help.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("--", StringComparison.Ordinal))
            .SelectMany(line => line.Split("  ")[0].Replace("VALUE", "value", StringComparison.Ordinal).Split(", ")),
    ];
}
