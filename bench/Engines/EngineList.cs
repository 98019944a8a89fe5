namespace Gantry.Bench.Engines;

internal static class EngineList
{
    /// <summary>Stops and removes them all.</summary>
    public static async Task DisposeAll(this IEnumerable<Engine> engines)
    {
        foreach (var engine in engines)
        {
            await engine.DisposeAsync();
        }
    }
}
