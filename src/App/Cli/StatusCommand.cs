using System.CommandLine;
using System.Text.Json;
using Gantry.App.Roles;
using Gantry.Containers.Instances;

namespace Gantry.App.Cli;

/// <summary><c>gantry status [-o json]</c>: which roles of an instance run, and where they are reached.</summary>
internal static class StatusCommand
{
    private const string Json = "json";

    // As the Linux Standard Base has it for a service that is not running.
    private const int NotRunning = 3;

    public static Command Make()
    {
        var root = RootOption.Make();
        var output = new Option<string>("--output", "-o") { Description = "text or json.", HelpName = "FORMAT", DefaultValueFactory = _ => "text" };
        output.AcceptOnlyFromAmong("text", Json);
        var command = new Command("status", $"Tell what runs, and where it is reached. Ends with {NotRunning} where something does not run.") { root, output };
        command.SetAction((parsed, _) => Failures.ReportAsync(() => Task.FromResult(Run(parsed.GetValue(root) ?? "", parsed.GetValue(output)))));
        return command;
    }

    private static int Run(string root, string? format)
    {
        if (Instance.TryOpen(root) is not { } instance)
        {
            Console.Error.WriteLine($"There is no Gantry at {root}.");
            return NotRunning;
        }

        var status = InstanceStatus.Of(instance);
        Console.WriteLine(format == Json ? JsonSerializer.Serialize(status, StatusJson.Default.InstanceStatus) : StatusText.Of(status));
        return status.IsUp ? 0 : NotRunning;
    }
}
