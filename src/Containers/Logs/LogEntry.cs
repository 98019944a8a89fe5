namespace Gantry.Containers.Logs;

/// <summary>A piece of a container's output, as it was kept.</summary>
/// <param name="IsError">From standard error.</param>
/// <param name="Time">Nanoseconds since 1970, UTC.</param>
/// <param name="Text">With its line end, unless it is a part of a longer line. Valid until the next entry is read.</param>
public readonly record struct LogEntry(bool IsError, long Time, ReadOnlyMemory<byte> Text);

/// <summary>Which entries are wanted.</summary>
public sealed record LogQuery
{
    /// <summary>Only so many of the last entries; null means all.</summary>
    public int? Tail { get; init; }

    /// <summary>Nanoseconds since 1970; earlier entries are left out.</summary>
    public long Since { get; init; }

    /// <summary>Nanoseconds since 1970; reading ends at a later entry. 0 means no end.</summary>
    public long Until { get; init; }

    /// <summary>Go on with what is written while the container runs.</summary>
    public bool Follow { get; init; }
}
