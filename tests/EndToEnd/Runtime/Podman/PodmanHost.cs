using Gantry.Harness;
using Gantry.Harness.Commands;
using Gantry.Harness.Images;
using Gantry.Harness.Packages;
using Gantry.Harness.Runtimes;

namespace Gantry.EndToEnd.Runtime.Podman;

/// <summary>Debian's podman with storage, network and configuration of its own, and the runtime under test as its only one.</summary>
public sealed class PodmanHost : IAsyncLifetime
{
    public const string Image = "localhost/busybox";

    private readonly PrivateRoot _root = PrivateRoot.Create();
    private UnpackedPackages? _packages;
    private string? _runtime;
    private NetworkNamespace? _network;

    /// <summary>A file or directory that tests share with containers.</summary>
    public string Shared(string name) => _root[name];

    public async ValueTask InitializeAsync()
    {
        _packages = await Peers.Podman.Unpack();
        _runtime = await RuntimeUnderTest.Program();
        _network = await NetworkNamespace.Create(_root);
        await File.WriteAllTextAsync(_root["containers.conf"], $"""
            [containers]
            netns = "none"
            default_ulimits = ["nofile=20000:20000", "nproc=32768:32768"]
            [engine]
            cgroup_manager = "cgroupfs"
            events_logger = "file"
            conmon_path = ["{_packages.Program("conmon")}"]
            runtime_supports_json = ["gantry-runtime", "runc", "crun"]
            tmp_dir = "{_root["tmp"]}"
            volume_path = "{_root["volumes"]}"
            """);
        await File.WriteAllTextAsync(_root["storage.conf"], $"""
            [storage]
            driver = "overlay"
            graphroot = "{_root["storage"]}"
            runroot = "{_root["run"]}"
            """);
        await File.WriteAllTextAsync(_root["registries.conf"], "");
        await File.WriteAllTextAsync(_root["policy.json"], """{ "default": [{ "type": "insecureAcceptAnything" }] }""");
        (await Do("import", await BusyboxImage.Archive(), Image)).Succeeded();
    }

    /// <summary>Runs podman.</summary>
    public Task<CommandResult> Do(params IReadOnlyList<string> arguments) => Command(arguments).Run();

    /// <summary>Runs <c>podman run</c>; there is no network unless one is named.</summary>
    public Task<CommandResult> Run(IReadOnlyList<string> options, params IReadOnlyList<string> arguments) =>
        RunCommand(options, arguments).Run();

    public Command RunCommand(IReadOnlyList<string> options, params IReadOnlyList<string> arguments) =>
        Command(["run", "--cgroup-parent", _root.Cgroup, .. options, Image, .. arguments]);

    public Command Command(params IReadOnlyList<string> arguments) => _network!.Inside(
        new Command(_packages!.Program("podman"), ["--runtime", _runtime!, .. arguments])
    {
        Environment = new Dictionary<string, string>
        {
            ["PATH"] = _packages!.SearchPath + ":/usr/sbin:/usr/bin:/sbin:/bin",
            ["CONTAINERS_CONF"] = _root["containers.conf"],
            ["CONTAINERS_STORAGE_CONF"] = _root["storage.conf"],
            ["CONTAINERS_REGISTRIES_CONF"] = _root["registries.conf"],
            ["HOME"] = _root.Path,
        },
    });

    public async ValueTask DisposeAsync()
    {
        await Do("rm", "--all", "--force", "--time", "0");
        if (_network is not null)
        {
            await _network.DisposeAsync();
        }

        await _root.DisposeAsync();
    }
}
