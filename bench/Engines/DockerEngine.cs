using Gantry.Harness.Commands;
using Gantry.Harness.Packages;

namespace Gantry.Bench.Engines;

/// <summary>Debian's docker.io, with the containerd that it starts.</summary>
internal sealed class DockerEngine : Engine
{
    private UnpackedPackages? _packages;

    public override string Name => "dockerd";

    protected override string Socket => Root["docker.sock"];

    private UnpackedPackages Packages => _packages ?? throw new InvalidOperationException("not prepared");

    protected override async Task PrepareDaemon() => _packages = await Peers.Docker.Unpack();

    protected override Command DaemonCommand() => new(
        Packages.Program("dockerd"),
        "--host", $"unix://{Socket}", "--data-root", Root["data"], "--exec-root", Root["exec"], "--pidfile", Root["pid"], "--cgroup-parent", Root.Cgroup)
    {
        Environment = new Dictionary<string, string>
        {
            ["PATH"] = Packages.SearchPath + ":/usr/sbin:/usr/bin:/sbin:/bin",
            ["XTABLES_LIBDIR"] = Packages.LibraryDirectory + "/xtables",
        },
    };
}
