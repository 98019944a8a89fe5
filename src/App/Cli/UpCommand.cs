using System.CommandLine;
using Gantry.App.Roles;
using Gantry.App.Sockets;
using Gantry.App.Supervision;
using Gantry.Containers;
using Gantry.Containers.Instances;
using Gantry.Linux;
using Gantry.Linux.Processes;

namespace Gantry.App.Cli;

/// <summary><c>gantry up [--foreground]</c>: starts every role under a supervisor, and says where everything is when all is ready.</summary>
internal static class UpCommand
{
    public static Command Make()
    {
        var root = RootOption.Make();
        var foreground = new Option<bool>("--foreground") { Description = "Stay until told to end." };
        var command = new Command("up", "Start an instance, and return when it is ready.") { root, foreground };
        command.SetAction((parsed, cancellationToken) =>
            Failures.ReportAsync(() => RunAsync(parsed.GetValue(root) ?? "", parsed.GetValue(foreground), cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(string root, bool inForeground, CancellationToken cancellationToken)
    {
        var instance = Instance.Open(root);
        RunDirectory.Prepare(instance);
        if (Supervisor.Pid(instance) is not null)
        {
            Describe(instance);
            return 0;
        }

        using var readiness = new ReadinessListener();
        using var supervisor = Supervisor.Start(instance, readiness.Address, inForeground);
        var ended = Task.Run(supervisor.Wait, CancellationToken.None);
        await Task.WhenAny(readiness.WaitAsync(cancellationToken), ended);
        if (ended.IsCompleted)
        {
            throw new UnavailableException($"the engine does not start: see {Supervisor.LogOf(instance)}");
        }

        Describe(instance);
        return inForeground ? await StayAsync(supervisor, ended, cancellationToken) : 0;
    }

    // Our own end is the supervisor's, and the other way round.
    private static async Task<int> StayAsync(ChildProcess supervisor, Task<ExitStatus> ended, CancellationToken cancellationToken)
    {
        await using var forward = cancellationToken.Register(() => supervisor.TrySignal(Signal.SIGTERM));
        return (await ended).ShellCode;
    }

    private static void Describe(Instance instance)
    {
        Console.WriteLine(StatusText.Of(InstanceStatus.Of(instance)));
        Console.WriteLine($"\n  export DOCKER_HOST=unix://{instance.DockerSocket}");
    }
}
