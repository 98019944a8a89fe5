namespace Gantry.Bench;

/// <summary>One claim about speed or size, and how it is measured.</summary>
/// <param name="Name">What is measured, as a user would say it.</param>
/// <param name="Aim">The least ratio peer : Gantry that is aimed at; for a limit see <paramref name="Limit"/>.</param>
/// <param name="Limit">The largest value of Gantry's own that is aimed at, in the unit of the measurement.</param>
/// <param name="Measure">Measures Gantry first, then each peer.</param>
internal sealed record Benchmark(string Name, double? Aim, double? Limit, Func<Task<IReadOnlyList<Figure>>> Measure);

/// <summary>What one program needed.</summary>
/// <param name="Value">Milliseconds of wall time or megabytes, as <paramref name="Unit"/> tells.</param>
/// <param name="CpuMilliseconds">Null where it is not measured.</param>
/// <param name="IsStep">It is a part of Gantry's own, not a peer's.</param>
internal sealed record Figure(string Program, double Value, string Unit, double? CpuMilliseconds = null, bool IsStep = false);
