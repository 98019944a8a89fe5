using Gantry.App.Sockets;
using Gantry.Containers.Registries;

namespace Gantry.App.Roles;

/// <summary>How the engine is to run.</summary>
internal sealed record EngineSettings
{
    public required EngineListening Listening { get; init; }
    public required RegistryOptions Registries { get; init; }

    /// <summary>Null is no ceiling.</summary>
    public required long? ImageCeilingBytes { get; init; }
}
