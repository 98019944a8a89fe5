using System.CommandLine;

namespace Gantry.App.Cli;

internal static class StatusCommand
{
    public static Command Make() => new("status", "");
}
