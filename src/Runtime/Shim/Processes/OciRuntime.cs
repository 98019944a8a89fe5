using Gantry.Linux;
using Gantry.Linux.Processes;
using Gantry.Runtime.Events;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Shim.Processes;

/// <summary>The OCI runtime of a container, as a program with runc's command line.</summary>
internal sealed class OciRuntime(Children children, CreateContainer settings)
{
    private const int StandardError = 2;

    private static readonly string[] InheritedVariables = ["PATH", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"];

    private static readonly IReadOnlyDictionary<int, FileDescriptor> NoDescriptors = new Dictionary<int, FileDescriptor>();

    /// <summary>Runs one command.</summary>
    /// <param name="arguments">The verb and what follows it.</param>
    /// <param name="done">How it went.</param>
    /// <param name="descriptors">What the runtime inherits; its standard error is read for its reason to fail where it is not among them.</param>
    /// <param name="errorPipe">Where the runtime's standard error can be read if it is the container's too; read only where the log says nothing.</param>
    /// <param name="makesProcess">Whether the command leaves a process behind, which becomes our child.</param>
    /// <exception cref="LinuxException">It cannot be started.</exception>
    public void Run(
        string[] arguments,
        Action<RuntimeOutcome> done,
        IReadOnlyDictionary<int, FileDescriptor>? descriptors = null,
        FileDescriptor? errorPipe = null,
        bool makesProcess = false)
    {
        var log = new RuntimeLog();
        var inherited = new Dictionary<int, FileDescriptor>(descriptors ?? NoDescriptors);
        inherited.TryAdd(StandardError, log.StandardError);
        var spawn = new Spawn
        {
            // Our own file by this link, for its path may name another by now, or none.
            Path = settings.Runtime.Length > 0 ? settings.Runtime : "/proc/self/exe",
            Arguments = [settings.Runtime.Length > 0 ? settings.Runtime : "gantry-runtime", .. GlobalArguments(log), .. arguments],
            Environment = Variables(),
            Descriptors = inherited,
        };
        try
        {
            children.Start(spawn, exit => done(Outcome(exit, log, arguments[0], errorPipe)), makesProcess);
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    private static RuntimeOutcome Outcome(ReapedExit exit, RuntimeLog log, string verb, FileDescriptor? errorPipe)
    {
        using (log)
        {
            return new RuntimeOutcome(exit.Code == 0 ? null : log.LastError(errorPipe) ?? $"the runtime's {verb} ended with {exit.Code}");
        }
    }

    private static List<string> Variables()
    {
        var variables = new List<string>();
        foreach (var name in InheritedVariables)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                variables.Add($"{name}={value}");
            }
        }

        return variables;
    }

    private List<string> GlobalArguments(RuntimeLog log)
    {
        List<string> arguments = ["--root", settings.RuntimeRoot, "--log", log.Path, "--log-format", "json"];
        if (settings.SystemdCgroup)
        {
            arguments.Add("--systemd-cgroup");
        }

        return arguments;
    }
}
