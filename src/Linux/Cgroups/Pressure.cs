namespace Gantry.Linux.Cgroups;

/// <summary>How much work stood still for want of a resource.</summary>
/// <remarks>Documentation/accounting/psi.rst</remarks>
public sealed record Pressure
{
    /// <summary>At least one task waited.</summary>
    public required PressureLine Some { get; init; }

    /// <summary>All tasks waited.</summary>
    public PressureLine Full { get; init; }
}

/// <summary>Percentages of the last 10, 60 and 300 seconds, and microseconds since the group was made.</summary>
public readonly record struct PressureLine(double Average10, double Average60, double Average300, ulong TotalMicroseconds);
