namespace Gantry.Linux.Seccomp;

/// <summary>Flags of seccomp(SECCOMP_SET_MODE_FILTER).</summary>
/// <remarks>seccomp(2); linux/seccomp.h</remarks>
[Flags]
public enum SeccompFlags
{
    None = 0,

    /// <summary>Log every action but allow, where the kernel's audit settings say so.</summary>
    Log = 1 << 1,

    /// <summary>Leave the mitigation of speculative store bypass off.</summary>
    SpeculationAllow = 1 << 2,

    /// <summary>Return a descriptor on which <see cref="SeccompAction.Notify"/> is answered.</summary>
    NewListener = 1 << 3,

    /// <summary>While a notification is being answered, only fatal signals interrupt the caller. Linux 5.19.</summary>
    WaitKillable = 1 << 5,
}
