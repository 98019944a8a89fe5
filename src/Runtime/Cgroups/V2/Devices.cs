using Gantry.Linux;
using Gantry.Linux.Cgroups;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Cgroups.V2;

/// <summary>Which devices a group may read, write and make: a BPF program, since cgroup v2 has no files for it.</summary>
/// <remarks>Documentation/admin-guide/cgroup-v2.rst "Device controller"</remarks>
public sealed class Devices : IController
{
    /// <summary>By which our program is told from those of systemd, which may stand beside it.</summary>
    public const string ProgramName = "gantry_devices";

    public string Name => "devices";

    public bool IsAsked(LinuxResources resources) => resources.Devices is { Count: > 0 };

    public void Apply(CgroupDirectory group, LinuxResources resources)
    {
        if (resources.Devices is not { Count: > 0 } rules)
        {
            return;
        }

        using var program = Kernel.LoadDeviceProgram(DeviceProgram.Compile(DeviceMatch.ParseAll(rules)), ProgramName);
        using var old = FindOurs(group.Descriptor);
        Kernel.AttachDeviceProgram(group.Descriptor, program, old);
    }

    private static FileDescriptor? FindOurs(FileDescriptor group)
    {
        foreach (var identifier in Kernel.QueryDevicePrograms(group))
        {
            if (Kernel.TryOpenProgram(identifier) is { } program)
            {
                if (Kernel.ProgramName(program) == ProgramName)
                {
                    return program;
                }

                program.Dispose();
            }
        }

        return null;
    }
}
