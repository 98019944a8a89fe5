using Gantry.Bench.Engines;
using Gantry.Linux.Processes;

namespace Gantry.Bench.Benchmarks;

/// <summary><c>docker run --rm busybox true</c>, by the same command line on either engine.</summary>
internal static class RunContainer
{
    public static async Task<IReadOnlyList<Figure>> Measure(string network)
    {
        var engines = await Engine.StartAll();
        try
        {
            return Rounds.Run(30, [.. engines.Select(engine => (engine.Name, Rounds.Silent(engine.Docker("run", "--rm", "--network", network, "busybox", "true")))), Alone(engines[0])]);
        }
        finally
        {
            await engines.DisposeAll();
        }
    }

    /// <summary>What the command line costs by itself, which is in the figures of both engines.</summary>
    public static (string Program, Spawn Spawn) Alone(Engine engine) => ("docker --version", Rounds.Silent(engine.Docker("--version")));
}
