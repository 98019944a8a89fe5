using System.Text.Json;
using System.Text.Json.Nodes;
using Gantry.Harness;
using Gantry.Harness.Images;

namespace Gantry.Runtime.Tests.Shim;

/// <summary>A bundle with a shell command in a busybox root of its own pid namespace.</summary>
internal sealed record TestBundle(string Command)
{
    public bool Terminal { get; init; }

    /// <summary>Whether the container shares the machine's pid namespace.</summary>
    public bool HostPids { get; init; }

    public long MemoryBytes { get; init; }

    /// <summary>0 sets no limit.</summary>
    public int MaxProcesses { get; init; }

    public async Task Write(PrivateRoot root, string directory)
    {
        Directory.CreateDirectory(directory);
        await File.WriteAllTextAsync(Path.Combine(directory, "config.json"), Config(await BusyboxImage.Root(), root.Cgroup).ToJsonString());
    }

    /// <summary>A runtime-spec <c>process</c> that runs a shell command.</summary>
    public static JsonObject Process(string command, bool terminal = false) => new()
    {
        ["terminal"] = terminal,
        ["user"] = new JsonObject { ["uid"] = 0, ["gid"] = 0 },
        ["args"] = new JsonArray("/bin/sh", "-c", command),
        ["env"] = new JsonArray("PATH=/bin:/usr/bin", "TERM=xterm"),
        ["cwd"] = "/",
        ["oomScoreAdj"] = 0,
    };

    private JsonObject Config(string rootfs, string cgroup) => new()
    {
        ["ociVersion"] = "1.0.2",
        ["process"] = Process(Command, Terminal),
        ["root"] = new JsonObject { ["path"] = rootfs, ["readonly"] = true },
        ["mounts"] = new JsonArray(
            Mount("/proc", "proc", "proc"),
            Mount("/dev", "tmpfs", "tmpfs", "nosuid", "mode=755"),
            Mount("/dev/pts", "devpts", "devpts", "newinstance", "ptmxmode=0666", "mode=0620"),
            Mount("/tmp", "tmpfs", "tmpfs")),
        ["linux"] = new JsonObject
        {
            ["cgroupsPath"] = $"{cgroup}/container",
            ["namespaces"] = Namespaces(),
            ["resources"] = Resources(),
        },
    };

    private JsonObject Resources()
    {
        var resources = new JsonObject();
        if (MemoryBytes > 0)
        {
            resources["memory"] = new JsonObject { ["limit"] = MemoryBytes };
        }

        if (MaxProcesses > 0)
        {
            resources["pids"] = new JsonObject { ["limit"] = MaxProcesses };
        }

        return resources;
    }

    private JsonArray Namespaces()
    {
        string[] names = HostPids ? ["mount", "ipc", "uts", "network"] : ["pid", "mount", "ipc", "uts", "network"];
        return new JsonArray([.. names.Select(name => (JsonNode)new JsonObject { ["type"] = name })]);
    }

    private static JsonObject Mount(string destination, string type, string source, params string[] options) => new()
    {
        ["destination"] = destination,
        ["type"] = type,
        ["source"] = source,
        ["options"] = JsonSerializer.SerializeToNode(options),
    };
}
