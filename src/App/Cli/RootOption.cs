using System.CommandLine;
using Gantry.Containers.Instances;

namespace Gantry.App.Cli;

/// <summary><c>--root DIR</c>: which instance is meant.</summary>
internal static class RootOption
{
    public static Option<string> Make() => new("--root")
    {
        Description = "The folder with all state of one instance.",
        HelpName = "DIR",
        DefaultValueFactory = _ => Instance.DefaultRoot,
    };
}
