using Gantry.Harness.Commands;

namespace Gantry.EndToEnd.Runtime.Contract;

internal static class RuntimeMessages
{
    /// <summary>What the runtime wrote to standard error, without the quoting of a log line's <c>msg="…"</c>.</summary>
    public static string Message(this CommandResult result) => result.Stderr.Replace("\\\"", "\"", StringComparison.Ordinal);
}
