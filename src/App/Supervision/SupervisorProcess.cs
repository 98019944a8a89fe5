using System.Collections;
using Gantry.App.Roles;
using Gantry.App.Sockets;
using Gantry.Containers.Instances;
using Gantry.Linux;
using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;

namespace Gantry.App.Supervision;

/// <summary>The process that holds the listening sockets of an instance and starts its roles again when they die.</summary>
internal static class SupervisorProcess
{
    public const string Role = "supervisor";

    private const uint LogMode = 0b110_100_000;

    /// <summary>Starts it.</summary>
    /// <param name="instance">Whose roles it is to start.</param>
    /// <param name="readiness">Where it is to say that the roles are ready.</param>
    /// <param name="inForeground">Whether it keeps our output and session; else all goes to <see cref="LogOf"/>.</param>
    /// <param name="listening">Where the engine listens beside its unix socket.</param>
    /// <param name="engineArguments">Further arguments of the engine.</param>
    public static ChildProcess Start(Instance instance, string readiness, bool inForeground, EngineListening listening, IReadOnlyList<string> engineArguments)
    {
        Directory.CreateDirectory(Path.Combine(instance.Root, Role));
        Directory.CreateDirectory(Path.Combine(instance.Root, EngineRole.Name));
        using var log = Kernel.Open(LogOf(instance), OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Append, LogMode);
        var output = inForeground ? FileDescriptor.Borrow(2) : log;
        string[] toLog = inForeground ? [] : ["--log", LogOf(instance)];
        return new Spawn
        {
            Path = Binaries.Runtime,
            Arguments =
            [
                "gantry-runtime", "supervise", "--lock", RoleLock.PathOf(instance, Role), "--notify", Path.Combine(instance.Run, "notify.sock"), .. toLog,
                "--listen", $"{EngineRole.DockerSocket}={instance.DockerSocket}", .. listening.ToSupervisor().SelectMany(socket => new[] { "--listen", socket }),
                .. listening.Group is { } group ? ["--group", $"{group}"] : Array.Empty<string>(), "--", Binaries.Gantry, EngineRole.Name, "--root", instance.Root, .. engineArguments,
            ],
            Environment = [.. Variables(), $"{Readiness.Variable}={readiness}"],
            Descriptors = new Dictionary<int, FileDescriptor> { [1] = output, [2] = output },
            WorkingDirectory = "/",
            NewSession = !inForeground,
        }.StartChild();
    }

    /// <summary>What the supervisor and the roles tell; two older files beside it.</summary>
    public static string LogOf(Instance instance) => Path.Combine(instance.Root, EngineRole.Name, "log");

    // All of ours: proxies and certificates for pulling images are among them.
    private static IEnumerable<string> Variables() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Where(variable => (string)variable.Key != Readiness.Variable)
        .Select(variable => $"{variable.Key}={variable.Value}");
}
