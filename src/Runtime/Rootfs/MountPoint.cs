using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Child;

namespace Gantry.Runtime.Rootfs;

/// <summary>Where in a container's root a mount goes: opened as a handle, and made where it is missing.</summary>
/// <remarks>
/// The root's content is hostile, and may change while we look: every step resolves below the root's handle (openat2, RESOLVE_IN_ROOT), and what follows acts on
/// the handle. So a symbolic link exchanged between two steps leads at worst to another place in the same root (CVE-2021-30465).
/// </remarks>
internal static class MountPoint
{
    public const ResolveFlags Inside = ResolveFlags.InRoot | ResolveFlags.NoMagicLinks;

    /// <summary>For what has to lie at its very place, where a link can only be a trap.</summary>
    public const ResolveFlags WithoutLinks = Inside | ResolveFlags.NoSymlinks;

    private const uint DirectoryMode = 0x1ED; // 0755
    private const uint FileMode = 0x1A4; // 0644

    /// <summary>Adds the steps that open, or make and open, a directory or a file below <paramref name="root"/>.</summary>
    /// <param name="flags">Beside PathOnly: DirectoryOnly and NoFollow refuse what is not an ordinary directory.</param>
    public static Slot Open(ChildProgram program, Slot root, string path, bool isDirectory, OpenFlags flags = OpenFlags.ReadOnly, ResolveFlags resolve = Inside)
    {
        var target = program.NewSlot();
        var done = program.NewLabel();
        var relative = Relative(path);
        program.OpenAt2(root, relative, flags | OpenFlags.PathOnly, resolve, target).Allow(Errno.ENOENT).OnSuccess(done);
        if (isDirectory)
        {
            MakeDirectories(program, root, relative, target);
        }
        else
        {
            var file = program.NewSlot();
            var parent = MakeDirectories(program, root, Parent(relative));
            program.OpenAt2(parent, Name(relative), OpenFlags.Create | OpenFlags.NonBlocking | OpenFlags.NoControllingTerminal, resolve, file, FileMode);
            program.Close(file);
            program.OpenAt2(root, relative, flags | OpenFlags.PathOnly, resolve, target);
        }

        program.Mark(done);
        return target;
    }

    /// <summary>Adds the steps of <c>mkdir -p</c> below a root; answers with the slot of the last directory.</summary>
    /// <param name="last">The slot that the last directory is to have, where one is made.</param>
    public static Slot MakeDirectories(ChildProgram program, Slot root, string path, Slot? last = null)
    {
        var current = root;
        var prefix = "";
        var names = Relative(path).Split('/', StringSplitOptions.RemoveEmptyEntries).Where(static name => name != ".").ToList();
        for (var i = 0; i < names.Count; i++)
        {
            var name = names[i];
            prefix = prefix.Length == 0 ? name : $"{prefix}/{name}";
            if (name != "..")
            {
                program.Mkdir(current, name, DirectoryMode, $"/{prefix}").Allow(Errno.EEXIST, Errno.EROFS);
            }

            var next = i == names.Count - 1 && last is { } asked ? asked : program.NewSlot();
            program.OpenAt2(root, prefix, OpenFlags.PathOnly | Kernel.DirectoryOnly, Inside, next);
            current = next;
        }

        return current;
    }

    /// <summary>A path without its leading slashes; the root itself is a dot.</summary>
    public static string Relative(string path)
    {
        var relative = path.Trim('/');
        return relative.Length == 0 ? "." : relative;
    }

    public static string Parent(string relative) => relative.LastIndexOf('/') is > 0 and var slash ? relative[..slash] : ".";

    public static string Name(string relative) => relative[(relative.LastIndexOf('/') + 1)..];
}
