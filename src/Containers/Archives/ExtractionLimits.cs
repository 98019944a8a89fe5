namespace Gantry.Containers.Archives;

/// <summary>How much one archive may ask of the machine. The defaults are far above any honest layer.</summary>
public sealed record ExtractionLimits
{
    public static ExtractionLimits Default { get; } = new();

    public long Entries { get; init; } = 1_000_000;

    /// <summary>Uncompressed bytes of the archive, and also what any sparse file in it may claim to have.</summary>
    public long Bytes { get; init; } = 256L << 30;

    /// <summary>Uncompressed by compressed bytes. gzip cannot exceed 1,032; a bomb of another kind can.</summary>
    public long Ratio { get; init; } = 1_100;

    /// <summary>Below this nothing is a bomb: zeros compress well.</summary>
    public long RatioAppliesAfterBytes { get; init; } = 1L << 30;

    /// <summary>Components of a name.</summary>
    public int Depth { get; init; } = 256;

    /// <summary>Bytes of a whole name or of a link's target.</summary>
    public int NameBytes { get; init; } = 4095;

    /// <summary>Bytes of one component: what file systems take.</summary>
    public int ComponentBytes { get; init; } = 255;
}
