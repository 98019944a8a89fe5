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
        var command = new Command("down", "End an instance and all its containers; what is on disk stays.") { root };
        command.SetAction((parsed, cancellationToken) => Failures.ReportAsync(() => RunAsync(parsed.GetValue(root) ?? "", cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(string root, CancellationToken cancellationToken)
    {
        if (Instance.TryOpen(root) is not { } instance)
        {
            Console.WriteLine($"There is no instance at {root}.");
            return 0;
        }

        // The supervisor first: it would start the engine again.
        await Processes.EndAsync(Supervisor.Pid(instance), cancellationToken);
        await Processes.EndAsync(RoleLock.Holder(instance, EngineRole.Name), cancellationToken);
        using (RoleLock.Take(instance, EngineRole.Name))
        {
            await EndInstance.ExecuteAsync(instance, Binaries.Runtime, NullLoggerFactory.Instance, cancellationToken);
        }

        Console.WriteLine($"{instance.Root} is down.");
        return 0;
    }
}
