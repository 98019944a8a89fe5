namespace Gantry.Runtime.Cli;

/// <summary>Every verb of the runtime.</summary>
internal static class Commands
{
    /// <summary>Options that stand before the verb.</summary>
    public static OptionSet Global { get; } = new(
        ["root", "log", "log-format", "rootless", "criu"],
        ["debug", "systemd-cgroup", "version|v"]);

    public static IReadOnlyList<Command> All { get; } =
    [
        new("create", "[options] CONTAINER-ID", "make a container from a bundle; start runs it", Create.Options, Create.Run),
        new("start", "CONTAINER-ID", "run the program of a created container", Start.Options, Start.Run),
        new("run", "[options] CONTAINER-ID", "create and start a container, wait for it and delete it", RunContainer.Options, RunContainer.Run),

        new("exec", "[options] CONTAINER-ID COMMAND [ARGS]", "run a further program in a container", Exec.Options, Exec.Run),
        new("state", "CONTAINER-ID", "print where a container stands", ShowState.Options, ShowState.Run),
        new("kill", "[options] CONTAINER-ID [SIGNAL]", "send a signal to a container, SIGTERM by default", Kill.Options, Kill.Run),
        new("delete", "[options] CONTAINER-ID", "remove a stopped container", Delete.Options, Delete.Run),
        new("list", "[options]", "list all containers", ListContainers.Options, ListContainers.Run),
        new("update", "[options] CONTAINER-ID", "change the limits of a container", Update.Options, Update.Run),
        new("ps", "[options] CONTAINER-ID [PS-OPTIONS]", "show the processes of a container", ListProcesses.Options, ListProcesses.Run),
        new("events", "[options] CONTAINER-ID", "show what a container uses", ShowEvents.Options, ShowEvents.Run),
        new("features", "", "show what this runtime can do", ShowFeatures.Options, ShowFeatures.Run),
        new("spec", "[options]", "write a config.json to begin with", WriteSpec.Options, WriteSpec.Run),
        new("pause", "CONTAINER-ID", "stop every process of a container", Pause.Options, Pause.Run),
        new("resume", "CONTAINER-ID", "let a paused container go on", Pause.Options, Pause.Resume),
    ];

    public static Command? Find(string name)
    {
        foreach (var command in All)
        {
            if (command.Name == name)
            {
                return command;
            }
        }

        return null;
    }
}
