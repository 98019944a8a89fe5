using System.CommandLine;

namespace Gantry.App.Cli;

/// <summary>The verbs of <c>gantry</c>.</summary>
internal static class Commands
{
    public static RootCommand Root()
    {
        var root = new RootCommand("Containers and clusters on Linux.");
        foreach (var command in (Command[])[EngineCommand.Make(), UpCommand.Make(), DownCommand.Make(), StatusCommand.Make()])
        {
            root.Subcommands.Add(command);
        }

        return root;
    }
}
