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

    private readonly PrivateRoot root = PrivateRoot.Create();
    private UnpackedPackages? packages;
    private string? runtime;
    private NetworkNamespace? network;

    /// <summary>A file or directory that tests share with containers.</summary>
    public string Shared(string name) => root[name];

    public async ValueTask InitializeAsync()
    {
        packages = await Peers.Podman.Unpack();
        runtime = await RuntimeUnderTest.Program();
        network = await NetworkNamespace.Create(root);
        await File.WriteAllTextAsync(root["containers.conf"], $"""
            [containers]
            netns = "none"
            default_ulimits = ["nofile=20000:20000", "nproc=32768:32768"]
            [engine]
            cgroup_manager = "cgroupfs"
            events_logger = "file"
            conmon_path = ["{packages.Program("conmon")}"]
            runtime_supports_json = ["gantry-runtime", "runc", "crun"]
            tmp_dir = "{root["tmp"]}"
            volume_path = "{root["volumes"]}"
            """);
        await File.WriteAllTextAsync(root["storage.conf"], $"""
            [storage]
            driver = "overlay"
            graphroot = "{root["storage"]}"
            runroot = "{root["run"]}"
            """);
        await File.WriteAllTextAsync(root["registries.conf"], "");
        await File.WriteAllTextAsync(root["policy.json"], """{ "default": [{ "type": "insecureAcceptAnything" }] }""");
        (await Do("import", await BusyboxImage.Archive(), Image)).Succeeded();
    }

    /// <summary>Runs podman.</summary>
    public Task<CommandResult> Do(params IReadOnlyList<string> arguments) => Command(arguments).Run();

    /// <summary>Runs <c>podman run</c>; there is no network unless one is named.</summary>
    public Task<CommandResult> Run(IReadOnlyList<string> options, params IReadOnlyList<string> arguments) =>
        RunCommand(options, arguments).Run();

    public Command RunCommand(IReadOnlyList<string> options, params IReadOnlyList<string> arguments) =>
        Command(["run", "--cgroup-parent", root.Cgroup, .. options, Image, .. arguments]);

    public Command Command(params IReadOnlyList<string> arguments) => network!.Inside(
        new Command(packages!.Program("podman"), ["--runtime", runtime!, .. arguments])
    {
        Environment = new Dictionary<string, string>
        {
            ["PATH"] = packages!.SearchPath + ":/usr/sbin:/usr/bin:/sbin:/bin",
            ["CONTAINERS_CONF"] = root["containers.conf"],
            ["CONTAINERS_STORAGE_CONF"] = root["storage.conf"],
            ["CONTAINERS_REGISTRIES_CONF"] = root["registries.conf"],
            ["HOME"] = root.Path,
        },
    });

    public async ValueTask DisposeAsync()
    {
        await Do("rm", "--all", "--force", "--time", "0");
        if (network is not null)
        {
            await network.DisposeAsync();
        }

        await root.DisposeAsync();
    }
}
