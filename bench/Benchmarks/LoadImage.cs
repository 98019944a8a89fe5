using System.Diagnostics;
using Gantry.Bench.Engines;

namespace Gantry.Bench.Benchmarks;

/// <summary><c>docker load</c> and <c>docker save</c> of an image of 300 MB in two layers.</summary>
internal static class LoadImage
{
    private const int Count = 7;
    private const string Image = "loaded:1";

    // Each round loads an image that neither engine has seen: to remove one first would measure ext4, which is slow to reuse what was just deleted.
    public static Task<IReadOnlyList<Figure>> MeasureLoad() => Measure(async (engine, archive) =>
    {
        var start = Stopwatch.GetTimestamp();
        await Run(engine, "load", "--quiet", "--input", archive);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    });

    public static Task<IReadOnlyList<Figure>> MeasureSave() => Measure(async (engine, archive) =>
    {
        await Run(engine, "load", "--quiet", "--input", archive);
        var start = Stopwatch.GetTimestamp();
        await Run(engine, "save", "--output", archive + ".saved", Image);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    });

    private static async Task<IReadOnlyList<Figure>> Measure(Func<Engine, string, Task<double>> round)
    {
        var engines = await Engine.StartAll();
        var archive = Path.Combine(Path.GetTempPath(), $"gantry-bench-load-{Environment.ProcessId}.tar");
        try
        {
            var times = engines.ToDictionary(engine => engine, _ => new List<double>());
            for (var i = -1; i < Count; i++)
            {
                await LargeImage.Make(archive, i, Image);
                foreach (var engine in engines)
                {
                    var elapsed = await round(engine, archive);
                    if (i >= 0)
                    {
                        times[engine].Add(elapsed);
                    }
                }
            }

            return [.. engines.Select(engine => new Figure(engine.Name, Rounds.Median(times[engine]), "ms"))];
        }
        finally
        {
            await engines.DisposeAll();
            File.Delete(archive);
            File.Delete(archive + ".saved");
        }
    }

    private static async Task Run(Engine engine, params string[] arguments) =>
        (await (engine.Docker(arguments) with { Timeout = TimeSpan.FromMinutes(5) }).Run()).Succeeded();
}
