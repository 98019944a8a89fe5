using Gantry.Harness.Commands;
using Gantry.Harness.Packages;

namespace Gantry.Harness.Images;

/// <summary>Roots made by debootstrap from the machine's own mirror.</summary>
public static class DebianImage
{
    private const string Version = "1";

    private static readonly PackageSet Debootstrap = new(DebianSuite.Bookworm, "debootstrap");

    /// <summary>Debian's essential packages and apt.</summary>
    public static Task<string> Minimal() => Make("debian");

    public static Task<string> Nginx() => Make("nginx", "nginx-light");

    public static Task<string> Redis() => Make("redis", "redis-server");

    /// <summary>With systemd as init, for a guest machine, and with what our programs and .NET's need.</summary>
    public static Task<string> Systemd() => Make(
        "systemd", "systemd-sysv", "dbus", "kmod", "procps", "iproute2", "nftables", "libnftables1", "libseccomp2", "curl", "libssl3", "libstdc++6");

    /// <summary>One of these roots as a tar archive, for <c>docker import</c>.</summary>
    public static Task<string> Archive(string root) => ImageArchive.Of(root);

    private static Task<string> Make(string name, params string[] packages) => Cache.Entry($"images/{name}-{Version}", async root =>
    {
        var debootstrap = await Debootstrap.Unpack();
        List<string> arguments = ["--variant=minbase", $"--keyring={DebianMirror.Keyring}"];
        if (packages.Length > 0)
        {
            arguments.Add($"--include={string.Join(',', packages)}");
        }

        var command = new Command(debootstrap.Program("debootstrap"), [.. arguments, DebianSuite.Bookworm.Name, root, await DebianMirror.Uri])
        {
            Environment = new Dictionary<string, string>
            {
                ["DEBOOTSTRAP_DIR"] = Path.Combine(debootstrap.Root, "usr/share/debootstrap"),
                ["DEBIAN_FRONTEND"] = "noninteractive",
            },
            Timeout = TimeSpan.FromMinutes(10),
        };
        (await command.Run()).Succeeded();
        (await Programs.Run("sh", "-c", "rm -rf \"$0\"/var/cache/apt/* \"$0\"/var/lib/apt/lists/*", root)).Succeeded();
    });
}
