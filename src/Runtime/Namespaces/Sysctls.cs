using Gantry.Linux.Syscalls;
using Gantry.Runtime.Child;
using Gantry.Runtime.Config;
using Gantry.Runtime.Rootfs;

namespace Gantry.Runtime.Namespaces;

/// <summary>Kernel parameters of the container's own namespaces; those of the host are refused.</summary>
/// <remarks>runtime-spec config-linux.md "Sysctl"; namespaces(7)</remarks>
internal static class Sysctls
{
    private static readonly string[] OfIpc =
    [
        "kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall", "kernel.shmmax", "kernel.shmmni", "kernel.shm_rmid_forced",
    ];

    public static void Add(ChildProgram program, PrivateProc proc, IReadOnlyDictionary<string, string> sysctls, NamespacePlan namespaces)
    {
        foreach (var (name, value) in sysctls)
        {
            Check(Normalize(name), namespaces);
            var path = Path(name);
            if (path.Split('/').Any(static part => part is "" or "." or ".."))
            {
                // Else net/../kernel/… would be a parameter of the host's.
                throw new ConfigException($"linux.sysctl.{name}", "is no name of a kernel parameter");
            }

            program.Describe($"error setting sysctl {name}");
            proc.Write($"sys/{path}", value);
        }

        program.Describe(null);
    }

    private static void Check(string name, NamespacePlan namespaces)
    {
        var field = $"linux.sysctl.{name}";
        if (name is "kernel.hostname")
        {
            throw new ConfigException(field, "conflicts with the field hostname: set that one");
        }

        var owner = OwnerOf(name) ?? throw new ConfigException(field, "is not in a separate kernel namespace");
        if (!namespaces.Has(owner))
        {
            throw new ConfigException(field, $"not allowed in the host's {owner.ToString().ToLowerInvariant()} namespace");
        }
    }

    private static NamespaceFlags? OwnerOf(string name)
    {
        if (name.StartsWith("net.", StringComparison.Ordinal))
        {
            return NamespaceFlags.Network;
        }

        if (Array.IndexOf(OfIpc, name) >= 0 || name.StartsWith("fs.mqueue.", StringComparison.Ordinal))
        {
            return NamespaceFlags.Ipc;
        }

        return name == "kernel.domainname" ? NamespaceFlags.Uts : null;
    }

    /// <summary>With dots between the parts; a name written with slashes may have dots in a part, such as an interface's.</summary>
    private static string Normalize(string name) => SlashesFirst(name) ? name.Replace('/', '.') : name;

    private static string Path(string name) =>
        SlashesFirst(name) ? name : string.Create(name.Length, name, static (span, text) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = text[i] switch
                {
                    '.' => '/',
                    '/' => '.',
                    var other => other,
                };
            }
        });

    private static bool SlashesFirst(string name) => name.IndexOfAny(['.', '/']) is >= 0 and var first && name[first] == '/';
}
