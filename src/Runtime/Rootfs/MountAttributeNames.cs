using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Rootfs;

/// <summary>The options that set or clear an attribute of a mount; each has a form with <c>r</c> before it that reaches all mounts below.</summary>
internal static class MountAttributeNames
{
    private static readonly (string Name, MountAttributes Set, MountAttributes Clear)[] Names =
    [
        ("ro", MountAttributes.ReadOnly, 0),
        ("rw", 0, MountAttributes.ReadOnly),
        ("nosuid", MountAttributes.NoSetUid, 0),
        ("suid", 0, MountAttributes.NoSetUid),
        ("nodev", MountAttributes.NoDevices, 0),
        ("dev", 0, MountAttributes.NoDevices),
        ("noexec", MountAttributes.NoExec, 0),
        ("exec", 0, MountAttributes.NoExec),
        ("noatime", MountAttributes.NoAccessTime, MountAttributes.StrictAccessTime),
        ("atime", 0, MountAttributes.NoAccessTime),
        ("strictatime", MountAttributes.StrictAccessTime, MountAttributes.NoAccessTime),
        ("relatime", 0, MountAttributes.NoAccessTime | MountAttributes.StrictAccessTime),
        ("nodiratime", MountAttributes.NoDirectoryAccessTime, 0),
        ("diratime", 0, MountAttributes.NoDirectoryAccessTime),
        ("nosymfollow", MountAttributes.NoSymlinkFollow, 0),
        ("symfollow", 0, MountAttributes.NoSymlinkFollow),
    ];

    /// <summary>Every option that is known, for <c>features</c>.</summary>
    public static IEnumerable<string> All => Names.SelectMany(static entry => (string[])[entry.Name, "r" + entry.Name]);

    public static (MountAttributes Set, MountAttributes Clear)? Find(string option)
    {
        foreach (var (name, set, clear) in Names)
        {
            if (name == option)
            {
                return (set, clear);
            }
        }

        return null;
    }
}
