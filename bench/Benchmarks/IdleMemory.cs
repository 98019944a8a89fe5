using System.Globalization;
using Gantry.Bench.Engines;

namespace Gantry.Bench.Benchmarks;

/// <summary>Proportional set size, ten seconds after the last work.</summary>
internal static class IdleMemory
{
    private const int Containers = 20;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    public static Task<IReadOnlyList<Figure>> MeasureDaemon() => Measure(engine => Task.FromResult(engine.Megabytes()));

    public static Task<IReadOnlyList<Figure>> MeasureContainer() => Measure(async engine =>
    {
        var before = engine.Megabytes();
        var pids = new List<int>();
        for (var i = 0; i < Containers; i++)
        {
            (await engine.Docker("run", "--detach", "--name", $"idle{i}", "busybox", "sleep", "10000").Run()).Succeeded();
            pids.Add(int.Parse((await engine.Docker("inspect", "--format", "{{.State.Pid}}", $"idle{i}").Run()).Succeeded().Stdout, CultureInfo.InvariantCulture));
        }

        await Task.Delay(Settling);
        return (engine.Megabytes() - before + pids.Sum(Memory.OfProcess)) / Containers;
    });

    private static async Task<IReadOnlyList<Figure>> Measure(Func<Engine, Task<double>> megabytes)
    {
        var engines = await Engine.StartAll();
        try
        {
            await Task.Delay(Settling);
            var figures = new List<Figure>();
            foreach (var engine in engines)
            {
                figures.Add(new Figure(engine.Name, await megabytes(engine), "MB"));
            }

            return figures;
        }
        finally
        {
            await engines.DisposeAll();
        }
    }
}
