using Gantry.Linux.Syscalls;
using Gantry.Runtime.Child;

namespace Gantry.Runtime.Rootfs;

/// <summary>A procfs that is attached nowhere, through which the child writes settings.</summary>
/// <remarks>
/// The container's own /proc may have been mounted over or linked elsewhere, so that a setting would be written to a file of somebody's choice
/// (CVE-2025-52881). Nobody can mount over this one, and no step below it follows a link.
/// </remarks>
internal sealed class PrivateProc(ChildProgram program)
{
    private const ResolveFlags Strict = ResolveFlags.Beneath | ResolveFlags.NoCrossMount | ResolveFlags.NoMagicLinks;

    private Slot? _mount;

    public void Write(string path, string value)
    {
        var file = program.NewSlot();
        program.OpenAt2(Mount(), path, OpenFlags.WriteOnly, Strict, file);
        program.Write(file, value, $"/proc/{path}");
        program.Close(file);
    }

    private Slot Mount() => _mount ??= FileSystemMount.Make(program, "proc", "proc", MountOptions.Parse(["nosuid", "nodev", "noexec"]));
}
