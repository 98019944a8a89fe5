using System.Globalization;

namespace Gantry.Bench;

/// <summary>Prints figures so that a reader sees the ratio and whether the aim is met.</summary>
internal static class Report
{
    public static void Print(Benchmark benchmark, IReadOnlyList<Figure> figures)
    {
        Console.WriteLine();
        Console.WriteLine($"{benchmark.Name}{Verdict(benchmark, figures)}");
        var own = figures[0];
        foreach (var figure in figures)
        {
            var cpu = figure.CpuMilliseconds is { } milliseconds ? Text($"   CPU {milliseconds,7:F2} ms") : "";
            var ratio = figure == own || figure.IsStep ? "" : Text($"   {figure.Value / own.Value:F1} times Gantry's");
            Console.WriteLine(Text($"  {figure.Program,-24} {figure.Value,9:F2} {figure.Unit}") + cpu + ratio);
        }
    }

    private static string Verdict(Benchmark benchmark, IReadOnlyList<Figure> figures)
    {
        if (benchmark.Limit is { } limit)
        {
            return Text($" — aim: below {limit} {figures[0].Unit}: {(figures[0].Value < limit ? "met" : "MISSED")}");
        }

        // The first peer is the one that the aim is about.
        return benchmark.Aim is { } aim && figures.Count > 1
            ? Text($" — aim: {figures[1].Program} takes {aim} times as long: {(figures[1].Value / figures[0].Value >= aim ? "met" : "MISSED")}")
            : "";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
