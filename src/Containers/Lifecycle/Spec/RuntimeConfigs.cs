using Gantry.Oci.RuntimeSpec;

namespace Gantry.Containers.Lifecycle.Spec;

/// <summary>Says in the runtime-spec's words what a container is to be.</summary>
internal static class RuntimeConfigs
{
    private const string SpecVersion = "1.2.0";

    public static RuntimeConfig Make(SpecContext context)
    {
        var spec = context.Spec;
        var security = SecuritySection.Make(spec.Security);
        return new RuntimeConfig
        {
            OciVersion = SpecVersion,
            Process = ProcessSection.Make(context, security),
            Root = new ContainerRoot { Path = SpecContext.RootFolder, Readonly = spec.ReadOnlyRoot },
            Hostname = spec.Namespaces.Uts == NamespaceMode.Private ? spec.Hostname : null,
            Domainname = spec.Namespaces.Uts == NamespaceMode.Private && spec.Domainname.Length > 0 ? spec.Domainname : null,
            Mounts = MountsSection.Make(context),
            Annotations = spec.Annotations.Count > 0 ? spec.Annotations : null,
            Linux = new LinuxConfig
            {
                Namespaces = context.Namespaces,
                CgroupsPath = context.Cgroup,
                Resources = ResourcesSection.Make(spec),
                Devices = DevicesSection.Make(spec),
                Seccomp = security.Seccomp,
                Sysctl = Sysctls(spec),
                MaskedPaths = security.MaskedPaths,
                ReadonlyPaths = security.ReadOnlyPaths,
            },
        };
    }

    private static Dictionary<string, string>? Sysctls(ContainerSpec spec)
    {
        var sysctls = new Dictionary<string, string>(spec.Sysctls);
        if (spec.Network.Mode is NetworkMode.Bridge or NetworkMode.None)
        {
            // A program that is no longer root on the host need not be root to serve port 80, or to ping.
            sysctls.TryAdd("net.ipv4.ip_unprivileged_port_start", "0");
            sysctls.TryAdd("net.ipv4.ping_group_range", "0 2147483647");
        }

        return sysctls.Count > 0 ? sysctls : null;
    }
}
