using System.CommandLine;

namespace Gantry.App.Cli;

internal static class DownCommand
{
    public static Command Make() => new("down", "");
}
