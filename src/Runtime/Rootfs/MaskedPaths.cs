using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Child;

namespace Gantry.Runtime.Rootfs;

/// <summary>Covers what a container must not see: a file with /dev/null, a directory with an empty, read-only tmpfs.</summary>
/// <remarks>
/// runtime-spec config-linux.md "Masked Paths". The null device is the host's, which the child still sees at its place and the parent has checked: the container's
/// /dev/null might be a link to something else (CVE-2025-31133).
/// </remarks>
internal static class MaskedPaths
{
    private const string NullDevice = "/dev/null";

    public static void Add(ChildProgram program, Slot root, IReadOnlyList<string> paths)
    {
        if (paths.Count == 0)
        {
            return;
        }

        CheckNullDevice();
        program.Describe("error masking paths");
        var empty = FileSystemMount.Make(program, "tmpfs", "tmpfs", MountOptions.Parse(["ro", "nosuid", "nodev", "noexec", "nr_blocks=1", "nr_inodes=1"]));
        var attached = program.NewSlot();
        foreach (var path in paths)
        {
            program.Describe($"error masking {path}");
            AddOne(program, root, path, empty, attached);
        }

        program.Close(empty);
        program.Describe(null);
    }

    /// <param name="empty">One file system for all directories: a new one for each would cost far more than a copy of its mount.</param>
    /// <param name="attached">Zero once the first directory has it; a mount must be attached before kernels older than 6.15 copy it.</param>
    private static void AddOne(ChildProgram program, Slot root, string path, Slot empty, Slot attached)
    {
        var (target, copy) = (program.NewSlot(), program.NewSlot());
        var (isFile, isLater, attach, done) = (program.NewLabel(), program.NewLabel(), program.NewLabel(), program.NewLabel());
        var relative = MountPoint.Relative(path);

        program.OpenAt2(root, relative, OpenFlags.PathOnly | Kernel.DirectoryOnly, MountPoint.Inside, target)
            .Allow(Errno.ENOTDIR, Errno.ENOENT).OnAllowed(isFile);
        program.JumpIf(attached, 0, isLater);
        program.MoveMount(empty, target).Into(attached);
        program.Close(target);
        program.Jump(done);

        program.Mark(isLater);
        program.OpenTree(empty, OpenTreeFlags.Clone, copy);
        program.Jump(attach);

        program.Mark(isFile);
        program.OpenAt2(root, relative, OpenFlags.PathOnly, MountPoint.Inside, target).Allow(Errno.ENOENT, Errno.ENOTDIR).OnAllowed(done);
        program.OpenTree(NullDevice, OpenTreeFlags.Clone, copy);

        program.Mark(attach);
        program.MoveMount(copy, target);
        program.Close(copy);
        program.Close(target);
        program.Mark(done);
    }

    private static void CheckNullDevice()
    {
        using var device = Kernel.Open(NullDevice, OpenFlags.PathOnly);
        if (Kernel.Status(device) is not { Type: FileType.CharacterDevice, Represents: { Major: 1, Minor: 3 } })
        {
            throw new LinuxException("checking that it is the null device", Errno.ENODEV, NullDevice);
        }
    }
}
