using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Images.Changes;

/// <summary>A configuration while instructions change it.</summary>
internal sealed class ConfigEdit(ImageConfig config)
{
    internal ImageConfig Config { get; set; } = config;

    /// <summary>A CMD was among the instructions: an ENTRYPOINT then leaves it alone.</summary>
    internal bool CmdWasSet { get; set; }

    /// <summary>Replaces variables by what the configuration's environment says, and takes quotes away.</summary>
    internal string Expand(string word) => ShellWord.Expand(word, Variable);

    private string? Variable(string name) =>
        Config.Env?.FirstOrDefault(pair => pair.StartsWith(name + "=", StringComparison.Ordinal)) is { } pair ? pair[(name.Length + 1)..] : null;
}
