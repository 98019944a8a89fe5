using System.CommandLine;
using Gantry.App.Handover;
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
        var foreground = new Option<bool>("--foreground")
        {
            Description = "Stay, with the log on standard error, until told to end (Ctrl-C, SIGTERM). Containers go on then too.",
        };
        var command = new Command("up", "Start Gantry in the background, and say where it is reached when it is ready. Where another version runs, take over from it: containers go on, with the options it was started with.") { root, foreground };
        var options = new EngineOptionSet();
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Failures.ReportAsync(() =>
        {
            // Refused here rather than by a daemon in the background.
            var listening = options.Read(parsed).Listening;
            listening.Tls?.Load();
            return RunAsync(parsed.GetValue(root) ?? "", parsed.GetValue(foreground), listening, options.Arguments(parsed), cancellationToken);
        }));
        return command;
    }

    private static async Task<int> RunAsync(string root, bool inForeground, EngineListening listening, IReadOnlyList<string> engineArguments, CancellationToken cancellationToken)
    {
        var instance = Instance.Open(root);
        if (RoleLock.Holder(instance, SupervisorProcess.Role) is not null)
        {
            await TakeOverAsync(instance, cancellationToken);
            Describe(instance);
            return 0;
        }

        RefuseOtherEngine(instance);
        RunDirectory.Prepare(instance, keep: []);
        using var readiness = new ReadinessListener();
        var failure = new StartFailure(SupervisorProcess.LogOf(instance));
        using var supervisor = SupervisorProcess.Start(instance, readiness.Address, inForeground, listening, engineArguments);
        var ended = Task.Run(supervisor.Wait, CancellationToken.None);
        await WaitAsync(supervisor, readiness, ended, cancellationToken);
        if (ended.IsCompleted)
        {
            throw inForeground ? new UnavailableException("the engine did not start") : failure.Describe();
        }

        Describe(instance);
        Readiness.Tell();
        return inForeground ? await StayAsync(supervisor, ended, cancellationToken) : 0;
    }

    private static async Task TakeOverAsync(Instance instance, CancellationToken cancellationToken)
    {
        if (RoleLock.Holder(instance, EngineRole.Name) is { } engine && UpgradeEngine.IsNeeded(engine))
        {
            await UpgradeEngine.ExecuteAsync(instance, engine, cancellationToken);
            Console.WriteLine($"Gantry {Binaries.Version} has taken over from process {engine.Pid}; its containers went on.");
            return;
        }

        Console.WriteLine("Gantry is up already.");
    }

    // Of one that was started without a supervisor; to end it is for whoever did that.
    private static void RefuseOtherEngine(Instance instance)
    {
        if (RoleLock.Holder(instance, EngineRole.Name) is { } engine)
        {
            throw new ConflictException(
                $"{instance.Root} is in use: process {engine.Pid} is its engine, without a supervisor. End it, which leaves its containers running, and try again.");
        }
    }

    private static async Task WaitAsync(
        ChildProcess supervisor, ReadinessListener readiness, Task<ExitStatus> ended, CancellationToken cancellationToken)
    {
        try
        {
            await await Task.WhenAny(readiness.WaitAsync(cancellationToken), ended);
        }
        catch (OperationCanceledException)
        {
            supervisor.TrySignal(Signal.SIGTERM);
            await ended;
        }
    }

    // Our own end is the supervisor's, and the other way round.
    private static async Task<int> StayAsync(ChildProcess supervisor, Task<ExitStatus> ended, CancellationToken cancellationToken)
    {
        await using var forward = cancellationToken.Register(() => supervisor.TrySignal(Signal.SIGTERM));
        return (await ended).ShellCode;
    }

    private static void Describe(Instance instance)
    {
        var status = InstanceStatus.Of(instance);
        Console.WriteLine(StatusText.Of(status));
        Console.WriteLine($"\n  export DOCKER_HOST={status.DockerHost}");
    }
}
