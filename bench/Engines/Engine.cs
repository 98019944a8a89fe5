using System.Net.Sockets;
using Gantry.Harness;
using Gantry.Harness.Commands;
using Gantry.Harness.Images;
using Gantry.Harness.Packages;
using Gantry.Harness.Registries;
using Gantry.Linux;

namespace Gantry.Bench.Engines;

/// <summary>A container engine on a root and in a network of its own, with the real docker command line as its client.</summary>
internal abstract class Engine : IAsyncDisposable
{
    private string _docker = "";
    private NetworkNamespace? _network;
    private RunningCommand? _daemon;

    public abstract string Name { get; }

    protected PrivateRoot Root { get; } = PrivateRoot.Create();

    protected abstract string Socket { get; }

    private RunningCommand Daemon => _daemon ?? throw new InvalidOperationException($"{Name} has not been started");

    /// <summary>Gantry and its peer, each with busybox imported.</summary>
    public static async Task<IReadOnlyList<Engine>> StartAll()
    {
        Engine[] engines = [new GantryEngine(), new DockerEngine()];
        foreach (var engine in engines)
        {
            await engine.Prepare();
            engine.Start();
            await engine.AwaitAnswer();
            (await engine.Docker("import", await BusyboxImage.Archive(), "busybox").Run()).Succeeded();
        }

        return engines;
    }

    /// <summary>Makes ready what a start needs.</summary>
    public async Task Prepare()
    {
        // The command line of the peer's own release: the newest one of Debian takes twice its time to start, which would hide the engines.
        _docker = (await Peers.Docker.Unpack()).Program("docker");
        _network = await NetworkNamespace.Create(Root);
        await PrepareDaemon();
    }

    public void Start() => _daemon = (_network ?? throw new InvalidOperationException("not prepared")).Inside(DaemonCommand() with { Timeout = TimeSpan.FromHours(1) }).Start();

    /// <summary>Ends when <c>/_ping</c> has been answered.</summary>
    public async Task AwaitAnswer()
    {
        while (!Answers())
        {
            if (Daemon.HasEnded)
            {
                throw new InvalidOperationException($"{Name} ended:\n{Daemon.Stdout}{Daemon.Stderr}");
            }

            await Task.Delay(1);
        }
    }

    public async Task Stop()
    {
        Daemon.Send(Signal.SIGTERM);
        await Daemon.End();
        await Daemon.DisposeAsync();
        _daemon = null;
    }

    public Command Docker(params string[] arguments) => new(_docker, arguments)
    {
        Environment = new Dictionary<string, string> { ["DOCKER_HOST"] = $"unix://{Socket}", ["DOCKER_CONFIG"] = Root["docker-config"] },
    };

    /// <summary>A program in the engine's network, which is the host as the containers see it.</summary>
    public Command OnHost(string program, params string[] arguments) =>
        (_network ?? throw new InvalidOperationException("not prepared")).Inside(new Command(program, arguments));

    /// <summary>Starts a registry beside the engine, on its loopback.</summary>
    public Task<LocalRegistry> StartRegistry() => LocalRegistry.Start(Root, _network ?? throw new InvalidOperationException("not prepared"));

    /// <summary>The daemon's memory and that of all it started, save what runs in containers.</summary>
    public double Megabytes() => Memory.Of(Root.Path);

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            var containers = (await Docker("ps", "-aq").Run()).Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (containers.Length > 0)
            {
                await Docker(["rm", "-f", .. containers]).Run();
            }

            await Stop();
        }

        if (_network is not null)
        {
            await _network.DisposeAsync();
        }

        await Root.DisposeAsync();
    }

    protected abstract Command DaemonCommand();

    protected virtual Task PrepareDaemon() => Task.CompletedTask;

    private bool Answers()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(Socket));
            socket.Send("GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n"u8);
            var answer = new byte[16];
            return socket.Receive(answer) > 12 && answer.AsSpan(9, 3).SequenceEqual("200"u8);
        }
        catch (SocketException)
        {
            return false; // Not there yet.
        }
    }
}
