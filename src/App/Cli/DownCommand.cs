using System.CommandLine;
using Gantry.App.Roles;
using Gantry.App.Supervision;
using Gantry.Containers.Instances;
using Gantry.Containers.Lifecycle;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.App.Cli;

/// <summary><c>gantry down</c>: ends an instance with all its containers and leaves nothing in the kernel, whether its processes live or not.</summary>
internal static class DownCommand
{
    public static Command Make()
    {
        var root = RootOption.Make();
        var command = new Command(
            "down",
            "End Gantry and all its containers, and take back every mount, network and group. What is on disk stays: the next 'up' finds it. Works after a crash too.")
        {
            root,
        };
        command.SetAction((parsed, cancellationToken) => Failures.ReportAsync(() => RunAsync(parsed.GetValue(root) ?? "", cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(string root, CancellationToken cancellationToken)
    {
        if (Instance.TryOpen(root) is not { } instance)
        {
            Console.WriteLine($"There is no Gantry at {root}.");
            return 0;
        }

        // The supervisor first: it would start the engine again.
        await Processes.EndAsync(RoleLock.Holder(instance, SupervisorProcess.Role), cancellationToken);
        using var supervisor = RoleLock.Take(instance, SupervisorProcess.Role);
        await Processes.EndAsync(RoleLock.Holder(instance, EngineRole.Name), cancellationToken);
        using var engine = RoleLock.Take(instance, EngineRole.Name);
        foreach (var silent in await EndInstance.ExecuteAsync(instance, Binaries.Runtime, NullLoggerFactory.Instance, cancellationToken))
        {
            Console.WriteLine($"The shim of container {silent.Short} did not answer and was killed.");
        }

        Console.WriteLine($"{instance.Root} is down.");
        return 0;
    }
}
