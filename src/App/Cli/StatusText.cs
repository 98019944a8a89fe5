using Gantry.App.Roles;

namespace Gantry.App.Cli;

/// <summary>A status for people.</summary>
internal static class StatusText
{
    public static string Of(InstanceStatus status)
    {
        var roles = status.Roles.Select(role => $"  {role.Name,-10} {(role.Pid is { } pid ? $"process {pid}" : "not running"),-16} {role.Address}");
        var supervisor = status.SupervisorPid is { } supervisorPid ? [$"  {"supervisor",-10} process {supervisorPid}"] : Array.Empty<string>();
        return string.Join('\n', [$"Gantry {status.Version} at {status.Root}", .. supervisor, .. roles]);
    }
}
