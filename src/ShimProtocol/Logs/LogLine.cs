namespace Gantry.ShimProtocol.Logs;

/// <summary>One entry of a log, as read back.</summary>
public readonly ref struct LogLine
{
    /// <summary>What the container wrote, without the newline that ended it.</summary>
    public required ReadOnlySpan<byte> Text { get; init; }

    public required LogStream Stream { get; init; }

    /// <summary>Nanoseconds since 1970, UTC.</summary>
    public required long Time { get; init; }

    /// <summary>The container's line goes on in the next entry of the same stream, or ended without a newline.</summary>
    public required bool IsPartial { get; init; }
}
