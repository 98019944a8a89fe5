using Gantry.Runtime.Cli;
using Gantry.Runtime.Config;
using Gantry.Runtime.Processes;
using Gantry.Runtime.State;
using Gantry.Runtime.Terminal;

namespace Gantry.Runtime;

/// <summary><c>exec</c>: runs a further program in a container.</summary>
internal static class Exec
{
    public static OptionSet Options { get; } = new(
        ["console-socket", "pidfd-socket", "cwd", "env|e", "user|u", "additional-gids|g", "process|p", "pid-file", "process-label", "apparmor", "cap|c", "preserve-fds", "cgroup"],
        ["tty|t", "detach|d", "no-new-privs", "ignore-paused"]);

    public static int Run(Invocation call)
    {
        var directory = call.OpenContainer();
        var record = directory.Read();
        RequireRunning(ContainerStatus.Of(directory, record), call.Options.Has("ignore-paused"));
        var document = ConfigReader.ReadConfig(directory.ReadConfig());
        var process = ExecutedProcess.Read(call.Options, document.Config.Process);
        ConfigValidation.CheckProcess(process);

        var socketPath = call.Options.Value("console-socket");
        var isDetached = call.Options.Has("detach");
        if (isDetached && process.Terminal != socketPath is not null)
        {
            throw new UsageException(process.Terminal
                ? "cannot allocate tty if runc will detach without setting console socket"
                : "cannot use console socket if runc will not detach or allocate tty");
        }

        using var foreground = isDetached ? null : new Foreground(process.Terminal && socketPath is null);
        using var connected = socketPath is null ? null : ConsoleSocket.Connect(socketPath);
        var entry = new ContainerEntry(record, document, process)
        {
            ConsoleSocket = connected ?? foreground?.ConsoleSocket,
            PidfdSocketPath = call.Options.Value("pidfd-socket"),
            PreservedDescriptors = call.Options.Number<int>("preserve-fds") ?? 0,
            CgroupPaths = call.Options.Values("cgroup"),
            Warn = call.Log.Warn,
        };
        using var child = entry.Run(call.States);
        if (call.Options.Value("pid-file") is { } pidFile)
        {
            PidFile.Write(pidFile, child.Pid);
        }

        return foreground?.Follow(child).ShellCode ?? 0;
    }

    private static void RequireRunning(string status, bool ignorePaused)
    {
        if (status == ContainerStatus.Stopped || status == ContainerStatus.Creating)
        {
            throw new RuntimeRefusal("cannot exec in a stopped container");
        }

        if (status == ContainerStatus.Paused && !ignorePaused)
        {
            throw new RuntimeRefusal("cannot exec in a paused container (use --ignore-paused to override)");
        }
    }
}
