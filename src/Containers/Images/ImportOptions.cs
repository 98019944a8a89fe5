using Gantry.Oci;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Images;

/// <summary>What to make of an archive of a root file system.</summary>
public sealed record ImportOptions
{
    /// <summary>The name to give the image; null leaves it nameless.</summary>
    public ImageReference? Reference { get; init; }

    /// <summary>The comment of the history's one step, such as "Imported from -".</summary>
    public string Message { get; init; } = "";

    public ImageConfig Config { get; init; } = new();
    public Platform Platform { get; init; } = Platform.Host;

    internal ImageDocument DocumentOf(Digest diffId, DateTimeOffset now) => new()
    {
        Architecture = Platform.Architecture,
        Variant = Platform.Variant,
        Os = Platform.Os,
        Created = now,
        Comment = Message,
        Config = Config,
        RootFs = new() { DiffIds = [diffId] },
        History = [new() { Created = now, Comment = Message }],
    };
}
