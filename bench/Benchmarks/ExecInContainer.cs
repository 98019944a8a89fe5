using Gantry.Bench.Engines;

namespace Gantry.Bench.Benchmarks;

/// <summary><c>docker exec box true</c> in a container that sleeps.</summary>
internal static class ExecInContainer
{
    public static async Task<IReadOnlyList<Figure>> Measure()
    {
        var engines = await Engine.StartAll();
        try
        {
            foreach (var engine in engines)
            {
                (await engine.Docker("run", "--detach", "--name", "box", "busybox", "sleep", "10000").Run()).Succeeded();
            }

            return Rounds.Run(50, [.. engines.Select(engine => (engine.Name, Rounds.Silent(engine.Docker("exec", "box", "true")))), RunContainer.Alone(engines[0])]);
        }
        finally
        {
            await engines.DisposeAll();
        }
    }
}
