using Gantry.Oci.RuntimeSpec;

namespace Gantry.Containers.Lifecycle.Spec;

/// <summary>The program, as whom it runs and with what environment.</summary>
internal static class ProcessSection
{
    private const string DefaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public static ContainerProcess Make(SpecContext context, SecuritySection security)
    {
        var spec = context.Spec;
        return new ContainerProcess
        {
            Terminal = spec.Terminal,
            ConsoleSize = spec.Terminal ? spec.ConsoleSize : null,
            User = new ProcessUser { Uid = context.User.Uid, Gid = context.User.Gid, AdditionalGids = context.User.Groups },
            Args = UsesInit(spec) ? [GantryInit.InContainer, "--", .. spec.Args] : spec.Args,
            Env = Environment(spec.Hostname, spec.Terminal, context.LinkVariables.Concat(spec.Env), context.User.Home),
            Cwd = spec.WorkingDirectory,
            Capabilities = security.Capabilities,
            Rlimits = spec.Rlimits,
            NoNewPrivileges = spec.Security.NoNewPrivileges,
            OomScoreAdj = spec.OomScoreAdj,
        };
    }

    /// <summary>Whoever shares the host's processes has the host's first process.</summary>
    public static bool UsesInit(ContainerSpec spec) => spec.Init && spec.Namespaces.Pid.Mode == NamespaceMode.Private;

    /// <summary>The defaults, and over them what was asked for: a later entry takes the place of an earlier one of the same name.</summary>
    public static IReadOnlyList<string> Environment(string hostname, bool terminal, IEnumerable<string> asked, string? home)
    {
        var entries = new List<string> { DefaultPath };
        if (hostname.Length > 0)
        {
            entries.Add($"HOSTNAME={hostname}");
        }

        if (terminal)
        {
            entries.Add("TERM=xterm");
        }

        foreach (var entry in asked)
        {
            Merge(entries, entry);
        }

        if (home is not null && Find(entries, "HOME") < 0)
        {
            entries.Add($"HOME={home}");
        }

        return entries;
    }

    private static void Merge(List<string> entries, string entry)
    {
        var equals = entry.IndexOf('=');
        var index = Find(entries, equals < 0 ? entry : entry[..equals]);
        if (equals < 0)
        {
            // A name alone takes a default away.
            if (index >= 0)
            {
                entries.RemoveAt(index);
            }
        }
        else if (index >= 0)
        {
            entries[index] = entry;
        }
        else
        {
            entries.Add(entry);
        }
    }

    private static int Find(List<string> entries, string name) =>
        entries.FindIndex(entry => entry.Length > name.Length && entry[name.Length] == '=' && entry.StartsWith(name, StringComparison.Ordinal));
}
