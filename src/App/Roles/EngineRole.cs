using Gantry.App.Handover;
using Gantry.App.Sockets;
using Gantry.Containers;
using Gantry.Containers.Handover;
using Gantry.Containers.Instances;
using Gantry.Docker;
using Gantry.Linux;
using Gantry.Linux.Sockets;
using Gantry.Linux.Syscalls;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gantry.App.Roles;

/// <summary>The container engine of one root, until it is told to end.</summary>
internal static partial class EngineRole
{
    public const string Name = "engine";
    public const string DockerSocket = "docker";

    public static async Task<int> RunAsync(string root, EngineSettings settings, CancellationToken cancellationToken)
    {
        var inherited = InheritedSockets.Take();
        using var predecessor = Predecessor.Find(inherited);
        var tls = settings.Listening.Tls?.Load();
        var instance = Instance.Open(root);
        var memory = predecessor?.AwaitTurn() ?? new EngineMemory();
        using var roleLock = RoleLock.Take(instance, Name);
        RunDirectory.Prepare(instance, keep: inherited.ContainsKey(DockerSocket) ? [instance.DockerSocket] : []);

        // Shims are our children until we end, and nobody waits for them: the kernel is to reap them.
        Kernel.IgnoreSignal(Signal.SIGCHLD);
        var listening = inherited.TryGetValue(DockerSocket, out var given) ? given : ListeningSocket.BindUnix(instance.DockerSocket, settings.Listening.Group);
        var tcp = settings.Listening.Open(inherited);
        IReadOnlyList<(string Name, int Number)> sockets = [(DockerSocket, listening.Number), .. tcp.Select((socket, index) => (EngineListening.NameOf(index), socket.Number))];
        await using var host = EngineHost.Make(listening, tcp, tls);
        var loggers = host.Services.GetRequiredService<ILoggerFactory>();
        using var storage = Storage.Open(instance.Root, TimeProvider.System);
        var options = new EngineOptions
        {
            Runtime = Binaries.Runtime,
            Loggers = loggers,
            Registries = settings.Registries with { UserAgent = $"gantry/{Binaries.Version}" },
            ImageCeilingBytes = settings.ImageCeilingBytes,
            Memory = memory,
        };
        await using var engine = await ContainerEngine.OpenAsync(instance, storage, options, cancellationToken);
        var api = new EngineApi(engine, new DoorOptions { Version = Binaries.Version }, loggers.CreateLogger<EngineApi>());
        using var quiet = new QuietCollection(TimeProvider.System);
        host.Run(async request =>
        {
            quiet.Stir();
            var answer = api.HandleAsync(request);
            request.Features.Get<SilentConnection>()?.Spoke();
            await answer;
            quiet.Stir();
        });
        await host.StartAsync(cancellationToken);
        predecessor?.TellReady();
        Readiness.Tell();
        using var stop = new CancellationTokenSource();
        var sweep = Task.Run(() => Sweep(storage, loggers.CreateLogger(nameof(EngineRole)), stop.Token), CancellationToken.None);
        using var handover = new EngineHandover(
            new EngineSuccession
            {
                Instance = instance,
                Host = host,
                Api = api,
                Engine = engine,
                Sockets = sockets,
                LetGo = () =>
                {
                    stop.Cancel();
                    sweep.Wait(CancellationToken.None);
                    storage.Dispose();
                    roleLock.Dispose();
                },
            },
            loggers.CreateLogger<EngineHandover>());
        await host.WaitForShutdownAsync(cancellationToken);
        await handover.Completion;
        await stop.CancelAsync();
        await sweep;
        return 0;
    }

    private static void Sweep(Storage storage, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            storage.Sweep(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The rest is swept at the next start.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or RefusalException)
        {
            LogNotSwept(logger, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What an earlier crash left of images could not be removed")]
    private static partial void LogNotSwept(ILogger logger, Exception exception);
}
