using System.CommandLine;
using Gantry.App.Roles;

namespace Gantry.App.Cli;

/// <summary><c>gantry engine</c>: the container engine, in the foreground.</summary>
internal static class EngineCommand
{
    public static Command Make()
    {
        var root = RootOption.Make();
        var options = new EngineOptionSet();
        var command = new Command("engine", "Run the container engine in the foreground.") { root };
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
            Failures.ReportAsync(() => EngineRole.RunAsync(parsed.GetValue(root) ?? "", options.Read(parsed), cancellationToken)));
        return command;
    }
}
