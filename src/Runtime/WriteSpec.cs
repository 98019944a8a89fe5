using System.Text;
using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Cli;
using Gantry.Runtime.State;

namespace Gantry.Runtime;

/// <summary><c>spec</c>: writes a config.json to begin with, for a root in <c>rootfs</c> and a shell.</summary>
internal static class WriteSpec
{
    private const uint Mode = 0x1A4; // 0644

    public static OptionSet Options { get; } = new(["bundle|b"], ["rootless"]);

    public static int Run(Invocation call)
    {
        var path = Path.Combine(call.Options.Value("bundle") ?? "", "config.json");
        try
        {
            using var file = Kernel.Open(path, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, Mode);
            Kernel.Write(file, Encoding.UTF8.GetBytes(call.Options.Has("rootless") ? Rootless() : Rootful()));
        }
        catch (LinuxException e) when (e.Errno == Errno.EEXIST)
        {
            throw new RuntimeRefusal($"File {path} exists. Remove it first");
        }

        return 0;
    }

    private static string Rootful() => Text(
        terminalGroup: ", \"gid=5\"",
        sys: "\"type\": \"sysfs\", \"source\": \"sysfs\", \"options\": [\"nosuid\", \"noexec\", \"nodev\", \"ro\"]",
        limits: "\"resources\": { \"devices\": [{ \"allow\": false, \"access\": \"rwm\" }] },",
        namespaces: ["pid", "network", "ipc", "uts", "mount"]);

    /// <summary>With the caller as the container's root, the host's network, and nothing that takes other users or rights.</summary>
    private static string Rootless() => Text(
        terminalGroup: "",
        sys: "\"type\": \"none\", \"source\": \"/sys\", \"options\": [\"rbind\", \"nosuid\", \"noexec\", \"nodev\", \"ro\"]",
        limits: $"{Mapping("uidMappings", Kernel.EffectiveUser())}\n    {Mapping("gidMappings", Kernel.EffectiveGroup())}",
        namespaces: ["pid", "ipc", "uts", "mount", "user"]);

    private static string Mapping(string name, uint id) => $"\"{name}\": [{{ \"containerID\": 0, \"hostID\": {id}, \"size\": 1 }}],";

    private static string Types(string[] namespaces) => string.Join(", ", namespaces.Select(static type => "{ \"type\": \"" + type + "\" }"));

    private static string Text(string terminalGroup, string sys, string limits, string[] namespaces) => $$"""
        {
          "ociVersion": "{{Help.SpecificationVersion}}",
          "process": {
            "terminal": true,
            "user": { "uid": 0, "gid": 0 },
            "args": ["sh"],
            "env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm"],
            "cwd": "/",
            "capabilities": {
              "bounding": ["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"],
              "effective": ["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"],
              "permitted": ["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"]
            },
            "rlimits": [{ "type": "RLIMIT_NOFILE", "hard": 1024, "soft": 1024 }],
            "noNewPrivileges": true
          },
          "root": { "path": "rootfs", "readonly": true },
          "hostname": "gantry",
          "mounts": [
            { "destination": "/proc", "type": "proc", "source": "proc" },
            { "destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "strictatime", "mode=755", "size=65536k"] },
            { "destination": "/dev/pts", "type": "devpts", "source": "devpts",
              "options": ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"{{terminalGroup}}] },
            { "destination": "/dev/shm", "type": "tmpfs", "source": "shm", "options": ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"] },
            { "destination": "/dev/mqueue", "type": "mqueue", "source": "mqueue", "options": ["nosuid", "noexec", "nodev"] },
            { "destination": "/sys", {{sys}} },
            { "destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": ["nosuid", "noexec", "nodev", "relatime", "ro"] }
          ],
          "linux": {
            {{limits}}
            "namespaces": [{{Types(namespaces)}}],
            "maskedPaths": [
              "/proc/acpi", "/proc/asound", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats",
              "/proc/sched_debug", "/sys/firmware", "/proc/scsi"
            ],
            "readonlyPaths": ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]
          }
        }

        """;
}
