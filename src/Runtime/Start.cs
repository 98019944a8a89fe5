using Gantry.Linux;
using Gantry.Runtime.Cgroups;
using Gantry.Runtime.Cli;
using Gantry.Runtime.Config;
using Gantry.Runtime.Hooks;
using Gantry.Runtime.State;

namespace Gantry.Runtime;

/// <summary><c>start</c>: runs the program of a created container.</summary>
/// <remarks>runtime-spec runtime.md "Start"</remarks>
internal static class Start
{
    public static OptionSet Options { get; } = new([], []);

    public static int Run(Invocation call)
    {
        var directory = call.States.Open(call.ContainerId);
        var record = directory.Read();
        var status = ContainerStatus.Of(directory, record);
        if (status != ContainerStatus.Created)
        {
            throw new RuntimeRefusal(status == ContainerStatus.Stopped
                ? "cannot start a container that has stopped"
                : $"cannot start an already {status} container");
        }

        try
        {
            StartSocket.Start(directory.StartSocket);
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOENT or Errno.ECONNREFUSED)
        {
            throw new RuntimeRefusal("cannot start an already running container");
        }

        var hooks = ConfigReader.ReadConfig(directory.ReadConfig()).Config.Hooks?.Poststart;
        try
        {
            HostHooks.Run("poststart", hooks, StateJson.Write(ContainerStatus.State(record, ContainerStatus.Running)));
        }
        catch (HookException)
        {
            using var cgroup = CgroupPlacement.Reopen(record.Cgroup);
            cgroup.Kill();
            throw;
        }

        return 0;
    }
}
