using System.CommandLine;
using Gantry.App.Roles;

namespace Gantry.App.Cli;

/// <summary><c>gantry engine</c>: the container engine, in the foreground.</summary>
internal static class EngineCommand
{
    public static Command Make()
    {
        var root = RootOption.Make();
        var registries = new RegistryOptionSet();
        var command = new Command("engine", "Run the container engine in the foreground.") { root };
        registries.AddTo(command);
        var storage = new StorageOptionSet();
        storage.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
            Failures.ReportAsync(() => EngineRole.RunAsync(parsed.GetValue(root) ?? "", registries.Read(parsed), storage.Read(parsed), cancellationToken)));
        return command;
    }
}
