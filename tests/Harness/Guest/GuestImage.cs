using System.Security.Cryptography;
using System.Text;
using Gantry.Harness.Commands;
using Gantry.Harness.Images;

namespace Gantry.Harness.Guest;

/// <summary>What a guest boots from: Debian with systemd, where cgroup v2 is the only hierarchy. Made once and then only read.</summary>
internal sealed record GuestImage(string Kernel, string Initramfs, string Disk)
{
    // Room for what tests write: the image itself stays sparse.
    private const int Megabytes = 3000;

    private const string Layout = "2";

    /// <summary>Units that would only cost time.</summary>
    private static readonly string[] Masked =
    [
        "getty@.service", "serial-getty@.service", "systemd-timesyncd.service", "systemd-update-utmp.service", "systemd-random-seed.service",
        "systemd-update-done.service", "apt-daily.timer", "apt-daily-upgrade.timer", "dpkg-db-backup.timer", "e2scrub_all.timer",
        "e2scrub_reap.service", "fstrim.timer", "systemd-journal-flush.service", "modprobe@.service", "getty.target",
    ];

    /// <summary>The image, made where it is not in the cache.</summary>
    public static async Task<GuestImage> Make()
    {
        var kernel = await GuestKernel.Unpack();
        var root = await DebianImage.Systemd();
        var directory = await Cache.Entry($"guest/{kernel.Release}-{Key(root)}", unfinished => Fill(unfinished, kernel, root));
        return new GuestImage(kernel.Image, InitramfsIn(directory), DiskIn(directory));
    }

    private static string InitramfsIn(string directory) => Path.Combine(directory, "initramfs");

    private static string DiskIn(string directory) => Path.Combine(directory, "root.img");

    private static string Key(string root)
    {
        string[] parts = [Layout, root, GuestInitramfs.Init, .. Masked, .. GuestAgent.Files.Values];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))))[..12];
    }

    private static async Task Fill(string directory, GuestKernel kernel, string root)
    {
        var copy = Path.Combine(directory, "root");
        (await Programs.Run("cp", "-a", root, copy)).Succeeded();
        (await Programs.Run("sh", "-c", "cd \"$0\" && rm -rf usr/share/doc usr/share/man usr/share/locale usr/share/info usr/share/i18n", copy)).Succeeded();
        await AddModules(copy, kernel);
        await AddAgent(copy);
        await GuestDisk.Make(copy, DiskIn(directory), Megabytes);
        await GuestInitramfs.Make(kernel, InitramfsIn(directory));
        Directory.Delete(copy, recursive: true);
    }

    private static async Task AddModules(string root, GuestKernel kernel)
    {
        var modules = Directory.CreateDirectory(Path.Combine(root, "usr/lib/modules")).FullName;
        (await Programs.Run("cp", "-a", kernel.Modules, modules)).Succeeded();
        (await Programs.Run("chroot", root, "depmod", kernel.Release)).Succeeded();
    }

    private static async Task AddAgent(string root)
    {
        foreach (var (path, content) in GuestAgent.Files)
        {
            await File.WriteAllTextAsync(Path.Combine(root, path), content);
        }

        Link(root, GuestAgent.Enabled.Path, GuestAgent.Enabled.Target);
        foreach (var unit in Masked)
        {
            Link(root, $"etc/systemd/system/{unit}", "/dev/null");
        }

        // A guest that does not boot ends, instead of waiting for somebody to repair it.
        Link(root, "etc/systemd/system/emergency.target", "/lib/systemd/system/poweroff.target");
        await File.WriteAllTextAsync(Path.Combine(root, "etc/fstab"), "/dev/vdb /gantry ext4 noauto 0 0\n");
        await File.WriteAllTextAsync(Path.Combine(root, "etc/hostname"), "guest\n");
    }

    private static void Link(string root, string path, string target)
    {
        var link = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        File.Delete(link);
        File.CreateSymbolicLink(link, target);
    }
}
