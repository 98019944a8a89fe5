using Gantry.Runtime.Cli;
using Gantry.Runtime.Terminal;

namespace Gantry.Runtime;

/// <summary><c>run</c>: create, start, and, unless detached, wait and delete.</summary>
/// <remarks>Never a subreaper, so <c>--no-subreaper</c> asks for what is so anyway.</remarks>
internal static class RunContainer
{
    public static OptionSet Options { get; } = new(
        Create.Options.Values,
        [.. Create.Options.Flags, "detach|d", "keep", "no-subreaper"]);

    public static int Run(Invocation call)
    {
        var document = Bundle.Read(Create.BundlePath(call));
        if (call.Options.Has("detach") || call.Options.Value("console-socket") is not null)
        {
            using var detached = Create.Make(call, document, startNow: true);
            return 0;
        }

        using var foreground = new Foreground(document.Config.Process is { Terminal: true });
        using var child = Create.Make(call, document, startNow: true, foreground.ConsoleSocket);
        var status = foreground.Follow(child);
        if (!call.Options.Has("keep"))
        {
            var directory = call.States.Open(call.ContainerId);
            Delete.Remove(directory, directory.Read(), document.Config.Hooks, call.Log.Warn);
        }

        return status.ShellCode;
    }
}
