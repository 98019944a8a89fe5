using System.Diagnostics;
using Gantry.Bench.Engines;

namespace Gantry.Bench.Benchmarks;

/// <summary>From the daemon's execution to its answer to <c>/_ping</c>, on a root that has been used before.</summary>
internal static class StartDaemon
{
    private const int Count = 10;

    public static async Task<IReadOnlyList<Figure>> Measure()
    {
        var engines = await Engine.StartAll();
        try
        {
            var figures = new List<Figure>();
            foreach (var engine in engines)
            {
                var times = new List<double>(Count);
                for (var round = 0; round < Count; round++)
                {
                    await engine.Stop();
                    var start = Stopwatch.GetTimestamp();
                    engine.Start();
                    await engine.AwaitAnswer();
                    times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }

                figures.Add(new Figure(engine.Name, Rounds.Median(times), "ms"));
            }

            return figures;
        }
        finally
        {
            await engines.DisposeAll();
        }
    }
}
