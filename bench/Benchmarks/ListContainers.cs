using Gantry.Bench.Engines;

namespace Gantry.Bench.Benchmarks;

/// <summary><c>docker ps --all</c> where there are a thousand containers.</summary>
internal static class ListContainers
{
    private const int Containers = 1000;
    private const int AtOnce = 4;

    public static async Task<IReadOnlyList<Figure>> Measure()
    {
        var engines = await Engine.StartAll();
        try
        {
            foreach (var engine in engines)
            {
                await Parallel.ForAsync(0, Containers, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, _) =>
                    (await engine.Docker("create", "--name", $"listed{number}", "busybox", "true").Run()).Succeeded());
            }

            return Rounds.Run(20, [.. engines.Select(engine => (engine.Name, Rounds.Silent(engine.Docker("ps", "--all", "--quiet"))))]);
        }
        finally
        {
            await engines.DisposeAll();
        }
    }
}
