using System.Text;
using Gantry.Harness;
using Gantry.Harness.Commands;
using Gantry.Harness.Images;
using Gantry.Harness.Packages;
using Gantry.Harness.Runtimes;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.EndToEnd.Runtime.Containerd;

/// <summary>Debian's containerd on a root, a socket and a network of its own, driven by its client <c>ctr</c>.</summary>
public sealed class ContainerdHost : IAsyncLifetime
{
    public const string Image = "localhost/busybox:latest";

    private readonly PrivateRoot _root = PrivateRoot.Create();
    private UnpackedPackages? _packages;
    private NetworkNamespace? _network;
    private RunningCommand? _daemon;
    private string? _runtime;

    /// <summary>A file or directory that tests share with containers.</summary>
    public string Shared(string name) => _root[name];

    /// <summary>The control group of a container.</summary>
    public string Cgroup(string id) => $"{_root.Cgroup}/{id}";

    public async ValueTask InitializeAsync()
    {
        _packages = await Peers.Containerd.Unpack();
        _runtime = await RuntimeUnderTest.Program();
        _network = await NetworkNamespace.Create(_root);
        await File.WriteAllTextAsync(_root["config.toml"], $"""
            version = 3
            root = "{_root["root"]}"
            state = "{_root["state"]}"
            disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.cri.v1.images", "io.containerd.cri.v1.runtime", "io.containerd.nri.v1.nri"]
            [grpc]
            address = "{_root["sock"]}"
            """);
        using var ready = Kernel.UnixSocket(UnixSocketType.Datagram);
        Kernel.BindUnix(ready, _root["notify"]);
        _daemon = _network.Inside(new Command(_packages.Program("containerd"), "--config", _root["config.toml"])
        {
            Environment = new Dictionary<string, string>
            {
                ["PATH"] = _packages.SearchPath + ":/usr/sbin:/usr/bin:/sbin:/bin",
                ["NOTIFY_SOCKET"] = _root["notify"],
            },
            Timeout = TimeSpan.FromMinutes(15),
        }).Start();
        await Task.Run(() => AwaitReady(ready));
        (await Do("images", "import", await OciArchive.Of(await BusyboxImage.Root(), Image))).Succeeded();
    }

    /// <summary>Runs ctr.</summary>
    public Task<CommandResult> Do(params IReadOnlyList<string> arguments) => Command(arguments).Run();

    /// <summary>Runs <c>ctr run</c>.</summary>
    /// <param name="id">Names the container and its control group.</param>
    public Task<CommandResult> Run(string id, IReadOnlyList<string> options, params IReadOnlyList<string> arguments) =>
        Do(["run", "--runc-binary", _runtime!, "--runc-root", _root["runc"], "--cgroup", Cgroup(id), .. options, Image, id, .. arguments]);

    /// <summary>Kills a container and removes all of it.</summary>
    public async Task Remove(string id)
    {
        await Do("tasks", "delete", "--force", id);
        await Do("containers", "delete", id);
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            _daemon.Send(Signal.SIGTERM);
            await _daemon.DisposeAsync();
        }

        if (_network is not null)
        {
            await _network.DisposeAsync();
        }

        await _root.DisposeAsync();
    }

    private Command Command(params IReadOnlyList<string> arguments) => new(_packages!.Program("ctr"), ["--address", _root["sock"], .. arguments]);

    private static void AwaitReady(FileDescriptor socket)
    {
        var buffer = new byte[4096];
        do
        {
            if (Kernel.Poll([new PollEntry(socket, PollEvents.Readable)], 30_000) == 0)
            {
                throw new TimeoutException("containerd was not ready after 30 seconds");
            }
        }
        while (!Encoding.UTF8.GetString(buffer, 0, Kernel.ReceiveDescriptors(socket, buffer).ByteCount).Contains("READY=1", StringComparison.Ordinal));
    }
}
