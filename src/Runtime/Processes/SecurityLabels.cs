using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Child;
using Gantry.Runtime.Config;
using Gantry.Runtime.Rootfs;

namespace Gantry.Runtime.Processes;

/// <summary>Adds the steps that give the process its AppArmor profile or SELinux label at execve.</summary>
/// <remarks>proc_pid_attr(5)</remarks>
internal static class SecurityLabels
{
    public static void Add(ChildProgram program, PrivateProc proc, ContainerProcess process)
    {
        if (process.ApparmorProfile is { Length: > 0 } profile)
        {
            Require(HasAppArmor, "process.apparmorProfile", "this kernel has no AppArmor");
            program.Describe("error setting process.apparmorProfile");
            proc.Write("thread-self/attr/apparmor/exec", $"exec {profile}");
        }

        if (process.SelinuxLabel is { Length: > 0 } label)
        {
            Require(HasSelinux, "process.selinuxLabel", "this kernel has no SELinux, or it is off");
            program.Describe("error setting process.selinuxLabel");
            proc.Write("thread-self/attr/exec", label);
        }

        program.Describe(null);
    }

    public static bool HasAppArmor => Directory.Exists("/proc/self/attr/apparmor") && File.Exists("/sys/kernel/security/apparmor/profiles");

    public static bool HasSelinux => Directory.Exists("/sys/fs/selinux/booleans");

    private static void Require(bool present, string field, string problem)
    {
        if (!present)
        {
            throw new ConfigException(field, problem);
        }
    }
}
