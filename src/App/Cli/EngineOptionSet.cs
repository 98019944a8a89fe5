using System.CommandLine;
using Gantry.App.Roles;

namespace Gantry.App.Cli;

/// <summary>All options of the engine: those of <c>gantry engine</c>, and of <c>gantry up</c>, which starts it.</summary>
internal sealed class EngineOptionSet
{
    private readonly ListenOptionSet _listening = new();
    private readonly RegistryOptionSet _registries = new();
    private readonly StorageOptionSet _storage = new();

    public void AddTo(Command command)
    {
        _listening.AddTo(command);
        _registries.AddTo(command);
        _storage.AddTo(command);
    }

    /// <exception cref="Gantry.Containers.InvalidException">A value is malformed.</exception>
    public EngineSettings Read(ParseResult parsed) => new()
    {
        Listening = _listening.Read(parsed),
        Registries = _registries.Read(parsed),
        ImageCeilingBytes = _storage.Read(parsed),
    };

    /// <summary>The same as arguments again, for a process that is started.</summary>
    public IReadOnlyList<string> Arguments(ParseResult parsed) => [.. _listening.Arguments(parsed), .. _registries.Arguments(parsed), .. _storage.Arguments(parsed)];
}
