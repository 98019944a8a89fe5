using System.Text.Json;
using Gantry.Harness.Commands;
using Gantry.Harness.Packages;

namespace Gantry.Harness;

/// <summary>The engine, under its supervisor, on a root of its own and in a network of its own, with the real docker command line as its client.</summary>
public sealed class LocalEngine : IAsyncDisposable
{
    private readonly string _docker;
    private readonly bool _ownsNetwork;

    private LocalEngine(string docker, PrivateRoot root, NetworkNamespace network, bool ownsNetwork)
    {
        _docker = docker;
        Root = root;
        Network = network;
        _ownsNetwork = ownsNetwork;
        DockerHost = $"unix://{root["run/docker.sock"]}";
    }

    public PrivateRoot Root { get; }

    /// <summary>The host, as the containers see it.</summary>
    public NetworkNamespace Network { get; }

    /// <summary>For clients; as <c>gantry status</c> prints it.</summary>
    public string DockerHost { get; private set; }

    /// <summary>Starts one.</summary>
    /// <param name="pathLength">Pads its root's path to this many characters; 0 leaves it short.</param>
    public static async Task<LocalEngine> Start(int pathLength = 0)
    {
        var root = PrivateRoot.Create(pathLength);
        return await Start(root, await NetworkNamespace.Create(root), ownsNetwork: true);
    }

    /// <summary>Starts another on the same host.</summary>
    public async Task<LocalEngine> StartBeside() => await Start(PrivateRoot.Create(), Network, ownsNetwork: false);

    /// <summary>Runs <c>docker</c> with these arguments.</summary>
    public Task<CommandResult> Docker(params string[] arguments) => DockerCommand(arguments).Run();

    public Command DockerCommand(params string[] arguments) => new(_docker, arguments)
    {
        Environment = new Dictionary<string, string> { ["DOCKER_HOST"] = DockerHost, ["DOCKER_CONFIG"] = Root["docker-config"] },
    };

    /// <summary>Runs a verb of <c>gantry</c> on this root.</summary>
    public Task<CommandResult> Gantry(string verb, params string[] arguments) =>
        Network.Inside(new Command(Binaries.Gantry, [verb, "--root", Root.Path, .. arguments])).Run();

    /// <summary>What <c>gantry status</c> says.</summary>
    public async Task<EngineStatus> Status() => EngineStatus.Of((await Gantry("status", "-o", "json")).Stdout);

    /// <summary>A program in the engine's network, which is the host as the containers see it.</summary>
    public Task<CommandResult> OnHost(string program, params string[] arguments) => Network.Inside(new Command(program, arguments)).Run();

    /// <summary>Imports busybox under the name <c>busybox</c>.</summary>
    public async Task ImportBusybox() => (await Docker("import", await Images.BusyboxImage.Archive(), "busybox")).Succeeded();

    /// <summary>Kills the daemon with SIGKILL; its supervisor starts it again, and clients wait in the socket's backlog until it answers.</summary>
    public async Task Crash() => Processes.Kill((await Status()).EnginePid ?? throw new InvalidOperationException("the engine does not run"));

    public async ValueTask DisposeAsync()
    {
        var down = await Gantry("down");
        if (_ownsNetwork)
        {
            await Network.DisposeAsync();
        }

        await Root.DisposeAsync();
        down.Succeeded();
    }

    private static async Task<LocalEngine> Start(PrivateRoot root, NetworkNamespace network, bool ownsNetwork)
    {
        var docker = (await Peers.DockerCli.Unpack()).Program("docker");
        var engine = new LocalEngine(docker, root, network, ownsNetwork);
        try
        {
            (await engine.Gantry("up")).Succeeded();
            engine.DockerHost = (await engine.Status()).DockerHost;
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }
}

/// <summary>The answer of <c>gantry status -o json</c>.</summary>
public sealed record EngineStatus(string DockerHost, string Run, int? SupervisorPid, int? EnginePid)
{
    public static EngineStatus Of(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return new EngineStatus(
            root.GetProperty("dockerHost").GetString() ?? "", root.GetProperty("run").GetString() ?? "",
            PidOf(root.GetProperty("supervisor")), PidOf(root.GetProperty("roles")[0].GetProperty("process")));
    }

    private static int? PidOf(JsonElement process) => process.ValueKind == JsonValueKind.Null ? null : process.GetProperty("pid").GetInt32();
}
