using System.Diagnostics;
using Gantry.Bench.Engines;

namespace Gantry.Bench.Benchmarks;

/// <summary>A hundred detached containers on the bridge, one by one or several at once, by the same command line on either engine.</summary>
internal static class ManyContainers
{
    private const int Containers = 100;

    public static Task<IReadOnlyList<Figure>> MeasureOneByOne() => Measure(1);

    public static Task<IReadOnlyList<Figure>> MeasureEightAtOnce() => Measure(8);

    private static async Task<IReadOnlyList<Figure>> Measure(int atOnce)
    {
        var engines = await Engine.StartAll();
        try
        {
            var figures = new List<Figure>();
            foreach (var engine in engines)
            {
                figures.Add(new Figure(engine.Name, await Milliseconds(engine, atOnce), "ms"));
            }

            return figures;
        }
        finally
        {
            await engines.DisposeAll();
        }
    }

    private static async Task<double> Milliseconds(Engine engine, int atOnce)
    {
        var start = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, Containers, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (number, _) =>
            (await engine.Docker("run", "--detach", "--name", $"many{number}", "busybox", "sleep", "10000").Run()).Succeeded());
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
