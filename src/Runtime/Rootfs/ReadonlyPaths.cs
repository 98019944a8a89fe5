using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Child;

namespace Gantry.Runtime.Rootfs;

/// <summary>Binds paths onto themselves, read-only.</summary>
/// <remarks>runtime-spec config-linux.md "Readonly Paths"</remarks>
internal static class ReadonlyPaths
{
    public static void Add(ChildProgram program, Slot root, IReadOnlyList<string> paths)
    {
        foreach (var path in paths)
        {
            program.Describe($"error making {path} read-only");
            var target = program.NewSlot();
            var copy = program.NewSlot();
            var done = program.NewLabel();
            program.OpenAt2(root, MountPoint.Relative(path), OpenFlags.PathOnly, MountPoint.Inside, target)
                .Allow(Errno.ENOENT, Errno.ENOTDIR).OnAllowed(done);
            program.OpenTree(target, OpenTreeFlags.Clone | OpenTreeFlags.Recursive, copy);
            program.SetMountAttributes(copy, new MountChange { Set = MountAttributes.ReadOnly }, recursive: true);
            program.MoveMount(copy, target);
            program.Close(copy);
            program.Close(target);
            program.Mark(done);
        }

        program.Describe(null);
    }
}
