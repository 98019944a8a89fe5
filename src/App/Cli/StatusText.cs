using Gantry.App.Roles;

namespace Gantry.App.Cli;

/// <summary>A status for people.</summary>
internal static class StatusText
{
    private const string Replaced = " (deleted)";

    public static string Of(InstanceStatus status)
    {
        string[] head = [$"Gantry {status.Version} at {status.Root}", Line("supervisor", status.Supervisor, address: "")];
        return string.Join('\n', [.. head, .. status.Roles.Select(role => Line(role.Name, role.Process, role.Address)), $"  log         {status.Log}"]);
    }

    private static string Line(string name, ProcessStatus? process, string address) =>
        $"  {name,-10}  {(process is null ? "not running" : $"process {process.Pid}"),-16}{address}{Binary(process)}".TrimEnd();

    // Worth a word only where it is not the one that tells this.
    private static string Binary(ProcessStatus? process) =>
        process is { Version: { } version } && version != Binaries.Version ? $"  (version {version})"
        : process?.Executable?.EndsWith(Replaced, StringComparison.Ordinal) == true ? "  (runs a binary that has been replaced since)"
        : "";
}
