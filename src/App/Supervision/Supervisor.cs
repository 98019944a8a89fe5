using Gantry.App.Roles;
using Gantry.App.Sockets;
using Gantry.Containers.Instances;
using Gantry.Linux;
using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;

namespace Gantry.App.Supervision;

/// <summary>The process that holds the listening sockets of an instance and starts its roles again when they die.</summary>
internal static class Supervisor
{
    private const uint LogMode = 0b110_100_000;

    /// <summary>Starts it.</summary>
    /// <param name="instance">Whose roles it is to start.</param>
    /// <param name="readiness">Where the roles are to say that they are ready.</param>
    /// <param name="inForeground">Whether it keeps our output; else it writes to <see cref="LogOf"/>.</param>
    public static ChildProcess Start(Instance instance, string readiness, bool inForeground)
    {
        Directory.CreateDirectory(Path.Combine(instance.Root, EngineRole.Name));
        using var log = Kernel.Open(
            LogOf(instance), OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Append, LogMode);
        var output = inForeground ? FileDescriptor.Borrow(2) : log;
        return new Spawn
        {
            Path = Binaries.Runtime,
            Arguments =
            [
                "gantry-runtime", "supervise", "--pid-file", PidFile(instance), "--listen", $"docker={instance.DockerSocket}",
                "--", Binaries.Gantry, "engine", "--root", instance.Root,
            ],
            Environment = [$"PATH={Environment.GetEnvironmentVariable("PATH")}", $"{Readiness.Variable}={readiness}"],
            Descriptors = new Dictionary<int, FileDescriptor> { [1] = output, [2] = output },
            WorkingDirectory = "/",
            NewSession = !inForeground,
        }.StartChild();
    }

    /// <summary>What the supervisor and the roles tell.</summary>
    public static string LogOf(Instance instance) => Path.Combine(instance.Root, EngineRole.Name, "log");

    /// <summary>Null where none runs.</summary>
    public static int? Pid(Instance instance)
    {
        var path = PidFile(instance);
        if (!File.Exists(path) || !int.TryParse(File.ReadAllText(path).Trim(), out var pid))
        {
            return null;
        }

        // The number may be somebody else's by now.
        var commandLine = $"/proc/{pid}/cmdline";
        return File.Exists(commandLine) && File.ReadAllText(commandLine).Split('\0') is [_, "supervise", ..] ? pid : null;
    }

    private static string PidFile(Instance instance) => Path.Combine(instance.Run, "supervisor.pid");
}
