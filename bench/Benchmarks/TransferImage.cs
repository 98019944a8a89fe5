using System.Diagnostics;
using Gantry.Bench.Engines;
using Gantry.Harness.Commands;
using Gantry.Harness.Packages;
using Gantry.Harness.Registries;

namespace Gantry.Bench.Benchmarks;

/// <summary><c>docker pull</c> and <c>docker push</c> of a large image, from and to Debian's registry over the loopback.</summary>
internal static class TransferImage
{
    private const int Count = 5;

    /// <summary>Of what skopeo has packed, the same bytes for either engine.</summary>
    public static Task<IReadOnlyList<Figure>> MeasurePull() => Measure(async (engine, name, archive) =>
    {
        var skopeo = (await Peers.Skopeo.Unpack()).Program("skopeo");
        await Succeed(engine.OnHost(skopeo, "--insecure-policy", "copy", "--dest-tls-verify=false", $"docker-archive:{archive}", $"docker://{name}"));
        return await Time(engine.Docker("pull", "--quiet", name));
    });

    /// <summary>Of an image that was loaded, and so has first to be compressed.</summary>
    public static Task<IReadOnlyList<Figure>> MeasurePush() => Measure(async (engine, name, archive) =>
    {
        await Succeed(engine.Docker("load", "--quiet", "--input", archive));
        return await Time(engine.Docker("push", "--quiet", name));
    });

    private static async Task<IReadOnlyList<Figure>> Measure(Func<Engine, string, string, Task<double>> round)
    {
        var engines = await Engine.StartAll();
        var registries = new Dictionary<Engine, LocalRegistry>();
        var archive = Path.Combine(Path.GetTempPath(), $"gantry-bench-transfer-{Environment.ProcessId}.tar");
        try
        {
            var times = engines.ToDictionary(engine => engine, _ => new List<double>());
            foreach (var engine in engines)
            {
                registries[engine] = await engine.StartRegistry();
            }

            for (var i = -1; i < Count; i++)
            {
                var name = $"{registries[engines[0]].Authority}/bench/large:{i + 1}";
                await LargeImage.Make(archive, i, name);
                foreach (var engine in engines)
                {
                    var elapsed = await round(engine, name, archive);
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
            foreach (var registry in registries.Values)
            {
                await registry.DisposeAsync();
            }

            await engines.DisposeAll();
            File.Delete(archive);
        }
    }

    private static async Task<double> Time(Command command)
    {
        var start = Stopwatch.GetTimestamp();
        await Succeed(command);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static async Task Succeed(Command command) => (await (command with { Timeout = TimeSpan.FromMinutes(5) }).Run()).Succeeded();
}
