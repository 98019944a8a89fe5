using System.CommandLine;
using System.Text.Json;
using Gantry.App.Roles;
using Gantry.Containers;
using Gantry.Containers.Instances;

namespace Gantry.App.Cli;

/// <summary><c>gantry status [-o json]</c>: which roles of an instance run, and where they are reached. Status 1 where one does not.</summary>
internal static class StatusCommand
{
    private const string Json = "json";

    public static Command Make()
    {
        var root = RootOption.Make();
        var output = new Option<string>("--output", "-o") { Description = "text or json.", HelpName = "FORMAT", DefaultValueFactory = _ => "text" };
        output.AcceptOnlyFromAmong("text", Json);
        var command = new Command("status", "Tell what runs, and where it is reached.") { root, output };
        command.SetAction((parsed, _) => Failures.ReportAsync(() => Task.FromResult(Run(parsed.GetValue(root) ?? "", parsed.GetValue(output)))));
        return command;
    }

    private static int Run(string root, string? format)
    {
        var instance = Instance.TryOpen(root) ?? throw new NotFoundException($"there is no instance at {root}");
        var status = InstanceStatus.Of(instance);
        Console.WriteLine(format == Json ? JsonSerializer.Serialize(status, StatusJson.Default.InstanceStatus) : StatusText.Of(status));
        return status.Roles.All(role => role.Pid is not null) ? 0 : 1;
    }
}
