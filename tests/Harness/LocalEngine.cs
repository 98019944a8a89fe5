using Gantry.Harness.Commands;
using Gantry.Harness.Packages;

namespace Gantry.Harness;

/// <summary>The engine on a root and in a network of its own, with the real docker command line as its client.</summary>
public sealed class LocalEngine : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _docker;
    private readonly NetworkNamespace _network;
    private RunningCommand _daemon;

    private LocalEngine(string docker, PrivateRoot root, NetworkNamespace network, RunningCommand daemon)
    {
        _docker = docker;
        Root = root;
        _network = network;
        _daemon = daemon;
    }

    public PrivateRoot Root { get; }

    private string Socket => Root["run/docker.sock"];

    public static async Task<LocalEngine> Start()
    {
        var docker = (await Peers.DockerCli.Unpack()).Program("docker");
        var root = PrivateRoot.Create();
        var network = await NetworkNamespace.Create(root);
        var engine = new LocalEngine(docker, root, network, Daemon(root, network));
        await engine.Answers();
        return engine;
    }

    /// <summary>Runs <c>docker</c> with these arguments.</summary>
    public Task<CommandResult> Docker(params string[] arguments) => DockerCommand(arguments).Run();

    public Command DockerCommand(params string[] arguments) => new(_docker, arguments)
    {
        Environment = new Dictionary<string, string> { ["DOCKER_HOST"] = $"unix://{Socket}", ["DOCKER_CONFIG"] = Root["docker-config"] },
    };

    /// <summary>A program in the engine's network, which is the host as the containers see it.</summary>
    public Task<CommandResult> OnHost(string program, params string[] arguments) => _network.Inside(new Command(program, arguments)).Run();

    /// <summary>Imports busybox under the name <c>busybox</c>.</summary>
    public async Task ImportBusybox() => (await Docker("import", await Images.BusyboxImage.Archive(), "busybox")).Succeeded();

    /// <summary>Kills the daemon with SIGKILL, and starts it again.</summary>
    public async Task Crash()
    {
        await _daemon.DisposeAsync();
        _daemon = Daemon(Root, _network);
        await Answers();
    }

    public async ValueTask DisposeAsync()
    {
        var containers = (await Docker("ps", "-aq")).Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (containers.Length > 0)
        {
            await Docker(["rm", "-f", .. containers]);
        }

        await _daemon.DisposeAsync();
        await _network.DisposeAsync();
        await Root.DisposeAsync();
    }

    private static RunningCommand Daemon(PrivateRoot root, NetworkNamespace network) =>
        network.Inside(new Command(Binaries.Gantry, "engine", "--root", root.Path) { Timeout = TimeSpan.FromMinutes(10) }).Start();

    /// <summary>A client that finds no socket yet tries again; each try is a whole docker command, so this is no busy loop.</summary>
    private async Task Answers()
    {
        using var deadline = new CancellationTokenSource(Patience);
        while ((await Docker("version")).ExitCode != 0)
        {
            deadline.Token.ThrowIfCancellationRequested();
        }
    }
}
