using System.CommandLine;
using Gantry.Containers.Registries;

namespace Gantry.App.Cli;

/// <summary><c>--insecure-registry HOST</c> and <c>--registry-mirror URL</c>: how registries are reached.</summary>
internal sealed class RegistryOptionSet
{
    private readonly Option<string[]> _insecure = new("--insecure-registry")
    {
        Description = "A registry that may be spoken to without TLS, or with a certificate that nobody vouches for; those on this machine always may.",
        HelpName = "HOST[:PORT]|ADDRESS/BITS",
    };

    private readonly Option<string[]> _mirrors = new("--registry-mirror")
    {
        Description = "A registry to ask before Docker Hub.",
        HelpName = "URL",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_insecure);
        command.Options.Add(_mirrors);
    }

    /// <summary>What was chosen.</summary>
    /// <exception cref="Gantry.Containers.InvalidException">A value is malformed.</exception>
    public RegistryOptions Read(ParseResult parsed) => RegistryOptions.Parse(parsed.GetValue(_insecure) ?? [], parsed.GetValue(_mirrors) ?? []);

    /// <summary>The same as arguments again, for a process that is started.</summary>
    public IReadOnlyList<string> Arguments(ParseResult parsed) =>
    [
        .. (parsed.GetValue(_insecure) ?? []).SelectMany(value => new[] { "--insecure-registry", value }),
        .. (parsed.GetValue(_mirrors) ?? []).SelectMany(value => new[] { "--registry-mirror", value }),
    ];
}
