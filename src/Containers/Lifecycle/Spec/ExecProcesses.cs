using Gantry.Containers.Users;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Containers.Lifecycle.Spec;

/// <summary>Says in the runtime-spec's words what is to be executed in a running container.</summary>
internal static class ExecProcesses
{
    public static ContainerProcess Make(ContainerRecord record, ExecSpec exec)
    {
        var spec = record.Spec;
        var user = FindUser(record, exec);
        var security = SecuritySection.Make(exec.Privileged ? new SecuritySpec { Privileged = true } : spec.Security);
        return new ContainerProcess
        {
            Terminal = exec.Terminal,
            ConsoleSize = exec.Terminal ? exec.ConsoleSize : null,
            User = new ProcessUser { Uid = user.Uid, Gid = user.Gid, AdditionalGids = user.Groups },
            Args = exec.Args,
            Env = ProcessSection.Environment(spec.Hostname, exec.Terminal, spec.Env.Concat(exec.Env), user.Home),
            Cwd = exec.WorkingDirectory.Length > 0 ? exec.WorkingDirectory : spec.WorkingDirectory,
            Capabilities = security.Capabilities,
            Rlimits = spec.Rlimits,
            NoNewPrivileges = spec.Security.NoNewPrivileges,
            OomScoreAdj = spec.OomScoreAdj,
        };
    }

    private static ResolvedUser FindUser(ContainerRecord record, ExecSpec exec)
    {
        using var root = Kernel.Open($"/proc/{record.State.Pid}/root", OpenFlags.PathOnly | Kernel.DirectoryOnly);
        return UserLookup.Resolve(new MountedRoot(root), exec.User.Length > 0 ? exec.User : record.Spec.User, record.Spec.ExtraGroups);
    }
}
