using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Child;
using Gantry.Runtime.Config;

namespace Gantry.Runtime.Rootfs;

/// <summary>The nodes and links below <c>/dev</c>, where the config has not bound the host's own <c>/dev</c> there.</summary>
/// <remarks>runtime-spec config-linux.md "Default Devices", "Dev symbolic links"</remarks>
internal static class DeviceNodes
{
    private const uint DefaultMode = 0x1B6; // 0666

    private static readonly LinuxDevice[] Defaults =
    [
        new() { Path = "/dev/null", Type = "c", Major = 1, Minor = 3 },
        new() { Path = "/dev/zero", Type = "c", Major = 1, Minor = 5 },
        new() { Path = "/dev/full", Type = "c", Major = 1, Minor = 7 },
        new() { Path = "/dev/tty", Type = "c", Major = 5, Minor = 0 },
        new() { Path = "/dev/random", Type = "c", Major = 1, Minor = 8 },
        new() { Path = "/dev/urandom", Type = "c", Major = 1, Minor = 9 },
    ];

    private static readonly (string Target, string Name)[] Links =
    [
        ("/proc/self/fd", "fd"),
        ("/proc/self/fd/0", "stdin"),
        ("/proc/self/fd/1", "stdout"),
        ("/proc/self/fd/2", "stderr"),
        ("/proc/kcore", "core"),
    ];

    public static void Add(Creation creation, Slot root, IReadOnlyList<LinuxDevice> devices)
    {
        var directories = new Dictionary<string, Slot>();
        var named = devices.Select(static device => device.Path).ToHashSet();
        foreach (var device in Defaults.Where(device => !named.Contains(device.Path)).Concat(devices))
        {
            creation.Program.Describe($"error creating device node {device.Path}");
            AddNode(creation, root, device, directories);
        }

        AddLinks(creation.Program, DirectoryOf(creation.Program, root, "dev", directories));
    }

    /// <summary>A user namespace may not make nodes that work; there the host's own node is bound instead.</summary>
    private static void AddNode(Creation creation, Slot root, LinuxDevice device, Dictionary<string, Slot> directories)
    {
        var program = creation.Program;
        if (creation.Namespaces.HasUser)
        {
            var node = creation.Keep(Kernel.OpenTree(device.Path, OpenTreeFlags.Clone));
            var target = MountPoint.Open(program, root, device.Path, isDirectory: false);
            program.MoveMount(node.Number, target);
            program.Close(target);
            return;
        }

        var relative = MountPoint.Relative(device.Path);
        var name = MountPoint.Name(relative);
        var exists = program.NewLabel();
        var parent = DirectoryOf(program, root, MountPoint.Parent(relative), directories);
        var mode = device.FileMode is { } bits ? bits & 0xFFF : DefaultMode;
        var number = new DeviceId((uint)device.Major, (uint)device.Minor).Encoded;
        program.Mknod(parent, name, (uint)TypeOf(device) | mode, number, device.Path).Allow(Errno.EEXIST).OnAllowed(exists);
        if (device.Uid != 0 || device.Gid != 0)
        {
            program.Chown(parent, name, device.Uid, device.Gid, device.Path);
        }

        program.Mark(exists);
    }

    private static FileType TypeOf(LinuxDevice device) => device.Type switch
    {
        "c" or "u" => FileType.CharacterDevice,
        "b" => FileType.BlockDevice,
        "p" => FileType.Fifo,
        _ => throw new ConfigException("linux.devices", $"{device.Path} has the unknown type {device.Type}"),
    };

    /// <summary>Most devices lie in the same directory, which is opened once.</summary>
    private static Slot DirectoryOf(ChildProgram program, Slot root, string path, Dictionary<string, Slot> opened)
    {
        if (!opened.TryGetValue(path, out var directory))
        {
            directory = opened[path] = MountPoint.MakeDirectories(program, root, path);
        }

        return directory;
    }

    private static void AddLinks(ChildProgram program, Slot directory)
    {
        program.Describe("error creating links in /dev");
        foreach (var (target, name) in Links)
        {
            program.Symlink(target, directory, name).Allow(Errno.EEXIST);
        }

        // Where a devpts is mounted, its own ptmx, whose terminals are the container's.
        program.Symlink("pts/ptmx", directory, "ptmx").Allow(Errno.EEXIST);
        program.Describe(null);
    }
}
