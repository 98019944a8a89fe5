using Gantry.Harness;
using Gantry.Harness.Commands;
using Gantry.Harness.Images;
using Gantry.Harness.Packages;
using Gantry.Harness.Registries;

namespace Gantry.EndToEnd.Docker.Registries;

/// <summary>An engine with Debian's registry beside it, and skopeo and podman as other people's ways to the same images.</summary>
public sealed class RegistryHost : IAsyncLifetime
{
    // They remember which blobs they have seen where, and send those instead.
    private const string WithoutCache = "mkdir -p /var/lib/containers && mount -t tmpfs tmpfs /var/lib/containers && exec \"$0\" \"$@\"";

    private LocalEngine? _engine;
    private LocalRegistry? _registry;
    private LocalRegistry? _closed;

    public LocalEngine Engine => _engine ?? throw new InvalidOperationException("not started");

    /// <summary>Open to everybody.</summary>
    public string Registry => _registry?.Authority ?? throw new InvalidOperationException("not started");

    /// <summary>Wants a password.</summary>
    public string Closed => _closed?.Authority ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync()
    {
        _engine = await LocalEngine.Start();
        _registry = await LocalRegistry.Start(_engine.Root, _engine.Network);
        _closed = await LocalRegistry.Start(_engine.Root, _engine.Network, port: 5001, wantsPassword: true);
        await _engine.ImportBusybox();
        await File.WriteAllTextAsync(_engine.Root["storage.conf"], $"""
            [storage]
            driver = "vfs"
            graphroot = "{_engine.Root["podman"]}"
            runroot = "{_engine.Root["podman-run"]}"
            """);
        await File.WriteAllTextAsync(_engine.Root["policy.json"], """{ "default": [{ "type": "insecureAcceptAnything" }] }""");
        await File.WriteAllTextAsync(_engine.Root["registries.conf"], "");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var registry in new[] { _registry, _closed })
        {
            if (registry is not null)
            {
                await registry.DisposeAsync();
            }
        }

        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }
    }

    /// <summary>What docker prints.</summary>
    public async Task<string> Docker(params string[] arguments) => (await Engine.Docker(arguments)).Succeeded().Stdout;

    /// <summary>What skopeo prints.</summary>
    public async Task<string> Skopeo(params string[] arguments) => (await Other(Peers.Skopeo, "skopeo", ["--policy", Engine.Root["policy.json"], .. arguments])).Succeeded().Stdout;

    public async Task<string> Podman(params string[] arguments) => (await Other(Peers.Podman, "podman", arguments)).Succeeded().Stdout;

    /// <summary>The digest of what the registry has under a name.</summary>
    public async Task<string> DigestOf(string name) =>
        (await Skopeo("inspect", "--tls-verify=false", "--format", "{{.Digest}}", $"docker://{name}")).Trim();

    /// <summary>Busybox as an OCI archive for skopeo.</summary>
    public static async Task<string> BusyboxArchive() => await OciArchive.Of(await BusyboxImage.Root(), "localhost/busybox:latest");

    private async Task<CommandResult> Other(PackageSet packages, string program, IReadOnlyList<string> arguments)
    {
        var unpacked = await packages.Unpack();
        return await Engine.Network.Inside(new Command("unshare", ["--mount", "sh", "-c", WithoutCache, unpacked.Program(program), .. arguments])
        {
            Environment = new Dictionary<string, string>
            {
                ["PATH"] = unpacked.SearchPath + ":/usr/sbin:/usr/bin:/sbin:/bin",
                ["CONTAINERS_STORAGE_CONF"] = Engine.Root["storage.conf"],
                ["CONTAINERS_REGISTRIES_CONF"] = Engine.Root["registries.conf"],
                ["HOME"] = Engine.Root.Path,
                ["TMPDIR"] = "/tmp",
            },
        }).Run();
    }
}
