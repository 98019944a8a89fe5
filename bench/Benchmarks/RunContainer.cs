using Gantry.Bench.Engines;

namespace Gantry.Bench.Benchmarks;

/// <summary><c>docker run --rm busybox true</c>, by the same command line on either engine.</summary>
internal static class RunContainer
{
    public static async Task<IReadOnlyList<Figure>> Measure(string network)
    {
        var engines = await Engine.StartAll();
        try
        {
            return Rounds.Run(30, [.. engines.Select(engine => (engine.Name, Rounds.Silent(engine.Docker("run", "--rm", "--network", network, "busybox", "true"))))]);
        }
        finally
        {
            await engines.DisposeAll();
        }
    }
}
