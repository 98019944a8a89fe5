using Gantry.Harness.Commands;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Harness.Guest;

/// <summary>A small machine under qemu, emulated, for nothing of the host's processor or kernel is needed: systemd, and cgroup v2 alone.</summary>
/// <remarks>What it writes to its disks is forgotten at its end.</remarks>
public sealed class GuestMachine : IAsyncDisposable
{
    // qemu's number for its end of the channel.
    private const int ChannelNumber = 3;

    private static readonly TimeSpan BootPatience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(40);

    private readonly string _directory;
    private readonly RunningCommand _qemu;
    private readonly GuestChannel _channel;

    private GuestMachine(string directory, RunningCommand qemu, GuestChannel channel) => (_directory, _qemu, _channel) = (directory, qemu, channel);

    /// <summary>Starts a machine and waits until it can be told what to do.</summary>
    /// <param name="tree">Copied to <c>/gantry</c>.</param>
    public static async Task<GuestMachine> Boot(string tree)
    {
        var image = await GuestImage.Make();
        var directory = Directory.CreateTempSubdirectory("gantry-test-").FullName;
        await GuestDisk.Make(tree, Path.Combine(directory, "tree.img"), megabytes: 1500);
        var (host, guest) = Kernel.UnixSocketPair();
        RunningCommand qemu;
        using (guest)
        {
            var command = new Command("qemu-system-x86_64", Arguments(image, directory))
            {
                Descriptors = new Dictionary<int, FileDescriptor> { [ChannelNumber] = guest },
                Timeout = Lifetime,
            };
            qemu = command.Start();
        }

        var machine = new GuestMachine(directory, qemu, new GuestChannel(host));
        try
        {
            await machine.Explained(machine._channel.AwaitReady(BootPatience));
            (await machine.Run("mkdir -p /gantry && mount /gantry")).Succeeded();
            return machine;
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a shell script as root, at most a minute unless told otherwise.</summary>
    public async Task<GuestResult> Run(string script, TimeSpan? timeout = null)
    {
        var run = _channel.Run(script, timeout ?? TimeSpan.FromMinutes(1));
        await Explained(run);
        return await run;
    }

    public async ValueTask DisposeAsync()
    {
        await _qemu.DisposeAsync();
        _channel.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static string[] Arguments(GuestImage image, string directory) =>
    [
        // A processor without AVX, which to emulate costs .NET programs half of their speed.
        "-accel", "tcg", "-cpu", "Nehalem", "-smp", "2", "-m", "2048",
        "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-nic", "none",
        "-kernel", image.Kernel, "-initrd", image.Initramfs,
        "-append", "console=ttyS0 quiet panic=-1 mitigations=off audit=0 selinux=0 apparmor=0 root=/dev/vda rw systemd.show_status=0 cgroup_no_v1=all",
        "-serial", $"file:{ConsoleIn(directory)}",
        "-drive", $"file={image.Disk},format=raw,if=virtio,snapshot=on",
        "-drive", $"file={Path.Combine(directory, "tree.img")},format=raw,if=virtio,cache=unsafe",
        "-device", "virtio-rng-pci",
        "-device", "virtio-serial-pci", "-chardev", $"socket,id=agent,fd={ChannelNumber}", "-device", $"virtserialport,chardev=agent,name={GuestAgent.Port}",
    ];

    private static string ConsoleIn(string directory) => Path.Combine(directory, "console");

    /// <summary>Says what the machine's console shows when something fails.</summary>
    private async Task Explained(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception e) when (e is IOException or TimeoutException)
        {
            var console = ConsoleIn(_directory);
            throw new InvalidOperationException(
                $"{e.Message}\n{_qemu.Stderr}\nconsole:\n{(File.Exists(console) ? await File.ReadAllTextAsync(console) : "")}", e);
        }
    }
}
