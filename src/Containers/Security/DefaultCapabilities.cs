using Gantry.Linux.Capabilities;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Containers.Security;

/// <summary>The capabilities of a container whose user asks for none in particular.</summary>
public static class DefaultCapabilities
{
    public static CapabilitySet Set { get; } = CapabilitySet.Of(
        Capability.CAP_CHOWN,
        Capability.CAP_DAC_OVERRIDE,
        Capability.CAP_FSETID,
        Capability.CAP_FOWNER,
        Capability.CAP_MKNOD,
        Capability.CAP_NET_RAW,
        Capability.CAP_SETGID,
        Capability.CAP_SETUID,
        Capability.CAP_SETFCAP,
        Capability.CAP_SETPCAP,
        Capability.CAP_NET_BIND_SERVICE,
        Capability.CAP_SYS_CHROOT,
        Capability.CAP_KILL,
        Capability.CAP_AUDIT_WRITE);

    /// <summary>The sets of a process that may use all of <paramref name="granted"/>.</summary>
    /// <remarks>
    /// Inheritable and ambient stay empty: with a filled inheritable set, a program of the image with file-inheritable bits gives an
    /// ordinary user of the container what its root was to have (CVE-2022-24769).
    /// </remarks>
    public static ProcessCapabilities ForProcess(CapabilitySet granted)
    {
        var names = granted.ToNames();
        return new ProcessCapabilities { Bounding = names, Effective = names, Permitted = names };
    }
}
