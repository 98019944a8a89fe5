using System.Runtime.InteropServices;

namespace Gantry.Runtime.Child;

/// <summary>struct clone_args of clone3(2), as Linux 5.7 has it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CloneArguments
{
    public ulong Flags;
    public ulong Pidfd;
    public ulong ChildTid;
    public ulong ParentTid;
    public ulong ExitSignal;
    public ulong Stack;
    public ulong StackSize;
    public ulong Tls;
    public ulong SetTid;
    public ulong SetTidSize;
    public ulong Cgroup;
}

/// <summary>The flags of clone3(2) that Gantry uses, beside those of namespaces.</summary>
[Flags]
internal enum CloneFlags : ulong
{
    None = 0,

    /// <summary>CLONE_PIDFD</summary>
    Pidfd = 0x1000,

    /// <summary>CLONE_PARENT: the child is its creator's sibling. Its exit signal is then the creator's.</summary>
    Parent = 0x8000,

    /// <summary>CLONE_INTO_CGROUP, Linux 5.7</summary>
    IntoCgroup = 0x200000000,
}
