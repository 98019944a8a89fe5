using Gantry.Harness.Commands;
using Gantry.Harness.Images;

namespace Gantry.Harness.Guest;

/// <summary>What the kernel starts first: it loads the drivers of the disk and hands over to the systemd on it.</summary>
/// <remarks>Debian's own initramfs takes longer to start than all of the guest.</remarks>
internal static class GuestInitramfs
{
    // Each after those it needs.
    private static readonly string[] Modules =
        ["virtio_ring", "virtio", "virtio_pci_legacy_dev", "virtio_pci_modern_dev", "virtio_pci", "virtio_blk", "virtio_console", "virtio-rng"];

    /// <summary>The first program.</summary>
    internal static string Init { get; } = $"""
        #!/bin/busybox sh
        /bin/busybox mount -t devtmpfs dev /dev
        for module in {string.Join(' ', Modules)}; do /bin/busybox insmod /$module.ko; done
        /bin/busybox mount -t ext4 /dev/vda /root && exec /bin/busybox switch_root /root /sbin/init
        echo 'The guest cannot mount its disk.'

        """;

    /// <summary>Writes the archive.</summary>
    public static async Task Make(GuestKernel kernel, string path)
    {
        var busybox = Path.Combine(await BusyboxImage.Root(), "bin/busybox");
        var tree = Directory.CreateTempSubdirectory("gantry-test-").FullName;
        try
        {
            foreach (var name in (string[])["bin", "dev", "root"])
            {
                Directory.CreateDirectory(Path.Combine(tree, name));
            }

            File.Copy(busybox, Path.Combine(tree, "bin/busybox"));
            foreach (var module in Modules)
            {
                File.Copy(kernel.Module(module), Path.Combine(tree, $"{module}.ko"));
            }

            await File.WriteAllTextAsync(Path.Combine(tree, "init"), Init);
            (await Programs.Run("sh", "-c", "cd \"$0\" && chmod 755 init && find . | \"$1\" cpio -o -H newc >\"$2\"", tree, busybox, path)).Succeeded();
        }
        finally
        {
            Directory.Delete(tree, recursive: true);
        }
    }
}
