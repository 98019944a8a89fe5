using Gantry.Harness.Commands;
using Gantry.Harness.Packages;

namespace Gantry.Harness.Images;

/// <summary>The smallest root file system with a shell: busybox, its commands as links, and the files that programs expect.</summary>
public static class BusyboxImage
{
    private const string Version = "1";

    private static readonly PackageSet Packages = new(DebianSuite.Bookworm, "busybox-static");

    private static readonly string[] Directories =
        ["bin", "dev", "etc", "home/user", "proc", "root", "sbin", "sys", "tmp", "usr/bin", "usr/sbin", "var/run", "var/www"];

    private static readonly (string Path, string Content)[] Files =
    [
        ("etc/passwd", "root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/:/bin/false\nuser:x:1000:1000:user:/home/user:/bin/sh\n"),
        ("etc/group", "root:x:0:\ndaemon:x:1:\ntty:x:5:\nusers:x:100:user\nuser:x:1000:\n"),
        ("etc/hostname", "busybox\n"),
        ("etc/hosts", "127.0.0.1\tlocalhost\n"),
        ("etc/nsswitch.conf", "hosts: files dns\n"),
    ];

    /// <summary>The unpacked root, for copying; nothing may write to it.</summary>
    public static Task<string> Root() => Cache.Entry($"images/busybox-{Version}", Make);

    /// <summary>The root as a tar archive, for <c>docker import</c>.</summary>
    public static async Task<string> Archive() => await ImageArchive.Of(await Root());

    private static async Task Make(string root)
    {
        var busybox = (await Packages.Unpack()).Program("busybox");
        foreach (var directory in Directories)
        {
            Directory.CreateDirectory(Path.Combine(root, directory));
        }

        File.Copy(busybox, Path.Combine(root, "bin/busybox"));
        (await Programs.Run("chmod", "1777", Path.Combine(root, "tmp"))).Succeeded();
        foreach (var (path, content) in Files)
        {
            await File.WriteAllTextAsync(Path.Combine(root, path), content);
        }

        var commands = (await Programs.Run(busybox, "--list-full")).Succeeded().Stdout;
        foreach (var command in commands.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(command => command != "bin/busybox"))
        {
            var link = Path.Combine(root, command);
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            File.CreateSymbolicLink(link, "/bin/busybox");
        }
    }
}
