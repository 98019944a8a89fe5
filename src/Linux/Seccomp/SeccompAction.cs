namespace Gantry.Linux.Seccomp;

/// <summary>What the kernel does with a system call: a return value of a seccomp filter.</summary>
/// <remarks>seccomp(2) "Filter return values"</remarks>
public readonly record struct SeccompAction(uint Value)
{
    public static SeccompAction KillProcess => new(0x80000000);
    public static SeccompAction KillThread => new(0x00000000);
    public static SeccompAction Trap => new(0x00030000);
    public static SeccompAction Notify => new(0x7fc00000);
    public static SeccompAction Log => new(0x7ffc0000);
    public static SeccompAction Allow => new(0x7fff0000);

    /// <summary>The call fails with <paramref name="errno"/>; the kernel makes 4095 of anything above.</summary>
    public static SeccompAction Errno(ushort errno) => new(0x00050000u | errno);

    /// <summary>A tracer is asked, and told <paramref name="message"/>; without one the call fails with ENOSYS.</summary>
    public static SeccompAction Trace(ushort message) => new(0x7ff00000u | message);
}
