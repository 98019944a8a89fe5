using Gantry.Oci;

namespace Gantry.Containers.Images;

/// <summary>One line of an image's history, as <c>docker history</c> shows it.</summary>
public sealed record ImageStep
{
    /// <summary>The image that this step ended in; null where it never existed here by itself ("missing").</summary>
    public Digest? Image { get; init; }

    public DateTimeOffset? Created { get; init; }
    public string CreatedBy { get; init; } = "";
    public string Comment { get; init; } = "";

    /// <summary>Bytes of the step's unpacked layer; 0 for a step without one.</summary>
    public long Size { get; init; }

    public IReadOnlyList<ImageReference> Tags { get; init; } = [];
}
