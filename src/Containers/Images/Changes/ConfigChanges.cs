using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Images.Changes;

/// <summary>The instructions that <c>docker import --change</c> and <c>docker commit --change</c> take.</summary>
/// <remarks>Their meaning, and the messages, are those of the same instructions in a Dockerfile.</remarks>
public static class ConfigChanges
{
    private static readonly Dictionary<string, Func<ConfigEdit, string, ImageConfig>> Instructions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["CMD"] = CommandChange.Cmd,
        ["ENTRYPOINT"] = CommandChange.Entrypoint,
        ["ENV"] = PairsChange.Env,
        ["EXPOSE"] = ExposeChange.Apply,
        ["HEALTHCHECK"] = HealthcheckChange.Apply,
        ["LABEL"] = PairsChange.Label,
        ["ONBUILD"] = OnBuildChange.Apply,
        ["STOPSIGNAL"] = SingleValueChange.StopSignal,
        ["USER"] = SingleValueChange.User,
        ["VOLUME"] = VolumeChange.Apply,
        ["WORKDIR"] = SingleValueChange.WorkingDirectory,
    };

    /// <summary>The configuration with each instruction applied in turn.</summary>
    /// <exception cref="InvalidException">An instruction is unknown, not allowed here, or malformed.</exception>
    public static ImageConfig Apply(ImageConfig config, IEnumerable<string> instructions)
    {
        var edit = new ConfigEdit(config);
        foreach (var line in instructions.SelectMany(text => text.Split('\n')).Select(line => line.Trim()))
        {
            if (line.Length == 0 || line.StartsWith('#'))
            {
                continue;
            }

            var space = line.AsSpan().IndexOfAny(' ', '\t');
            var (name, rest) = space < 0 ? (line, "") : (line[..space], line[space..].Trim());
            if (!Instructions.TryGetValue(name, out var apply))
            {
                throw new InvalidException($"{name} is not a valid change command");
            }

            edit.Config = apply(edit, rest);
        }

        return edit.Config;
    }
}
