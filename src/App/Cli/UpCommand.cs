using System.CommandLine;

namespace Gantry.App.Cli;

internal static class UpCommand
{
    public static Command Make() => new("up", "");
}
