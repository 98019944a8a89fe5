using System.Globalization;
using Gantry.Linux.Files;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Cli;
using Gantry.Runtime.Config;

namespace Gantry.Runtime.Processes;

/// <summary>The process that <c>exec</c> was asked for: a document of its own, or the container's process with changes from the command line.</summary>
internal static class ExecutedProcess
{
    public static ContainerProcess Read(Options options, ContainerProcess? ofContainer)
    {
        if (options.Value("process") is { } file)
        {
            return ConfigReader.ReadProcess(PseudoFile.ReadBytes(file, ConfigReader.MaxConfigBytes));
        }

        var template = ofContainer ?? new ContainerProcess();
        var arguments = options.Rest.Skip(1).ToList();
        if (arguments.Count == 0)
        {
            throw new UsageException("process args cannot be empty");
        }

        return template with
        {
            Args = arguments,
            Terminal = options.Has("tty"),
            ConsoleSize = null,
            Cwd = options.Value("cwd") ?? template.Cwd,
            Env = [.. template.Env ?? [], .. options.Values("env")],
            NoNewPrivileges = template.NoNewPrivileges || options.Has("no-new-privs"),
            ApparmorProfile = options.Value("apparmor") ?? template.ApparmorProfile,
            SelinuxLabel = options.Value("process-label") ?? template.SelinuxLabel,
            User = User(options, template.User),
            Capabilities = Capabilities(template.Capabilities, options.Values("cap")),
        };
    }

    private static ProcessUser User(Options options, ProcessUser template)
    {
        var user = template;
        if (options.Value("user") is { } text)
        {
            var parts = text.Split(':');
            user = user with
            {
                Uid = Id(parts[0]),
                Gid = parts.Length > 1 ? Id(parts[1]) : user.Gid,
            };
        }

        var groups = options.Values("additional-gids");
        return groups.Count == 0 ? user : user with { AdditionalGids = [.. user.AdditionalGids ?? [], .. groups.Select(Id)] };
    }

    private static uint Id(string text) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        ? id
        : throw new UsageException($"parsing {text} as a user or group: expected a number");

    /// <summary>Capabilities of the command line come on top, in every set but the inheritable one (CVE-2022-29162).</summary>
    private static ProcessCapabilities? Capabilities(ProcessCapabilities? template, List<string> added)
    {
        if (added.Count == 0)
        {
            return template;
        }

        var sets = template ?? new ProcessCapabilities();
        return sets with
        {
            Bounding = [.. sets.Bounding ?? [], .. added],
            Effective = [.. sets.Effective ?? [], .. added],
            Permitted = [.. sets.Permitted ?? [], .. added],
        };
    }
}
