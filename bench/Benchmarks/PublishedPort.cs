using System.Globalization;
using Gantry.Bench.Engines;
using Gantry.Harness.Images;

namespace Gantry.Bench.Benchmarks;

/// <summary>nginx through a published port: how much longer a request takes than at the container's own address.</summary>
/// <remarks>Asked at the bridge's address, which both engines translate; by 127.0.0.1 older dockers relay.</remarks>
internal static class PublishedPort
{
    private const int RoundCount = 5;
    private const int Port = 8080;

    public static async Task<IReadOnlyList<Figure>> Measure()
    {
        var engines = await Engine.StartAll();
        try
        {
            var archive = await DebianImage.Archive(await DebianImage.Nginx());
            foreach (var engine in engines)
            {
                (await (engine.Docker("import", archive, "nginx") with { Timeout = TimeSpan.FromMinutes(5) }).Run()).Succeeded();
                (await engine.Docker("run", "-d", "--name", "web", "-p", $"{Port}:80", "nginx", "nginx", "-g", "daemon off;").Run()).Succeeded();
            }

            var shares = engines.Select(_ => new List<double>()).ToArray();
            for (var round = 0; round < RoundCount; round++)
            {
                for (var i = 0; i < engines.Count; i++)
                {
                    shares[i].Add(await RequestsPerSecond(engines[i], "IPAddress", 80) / await RequestsPerSecond(engines[i], "Gateway", Port));
                }
            }

            return [.. engines.Select((engine, i) => new Figure(engine.Name, Rounds.Median(shares[i]), "times"))];
        }
        finally
        {
            await engines.DisposeAll();
        }
    }

    private static async Task<double> RequestsPerSecond(Engine engine, string field, int port)
    {
        var address = (await engine.Docker("inspect", "-f", $"{{{{.NetworkSettings.Networks.bridge.{field}}}}}", "web").Run()).Succeeded().Stdout.Trim();
        var said = (await engine.OnHost("wrk", "-t", "1", "-c", "32", "-d", "2s", $"http://{address}:{port}/").Run()).Succeeded().Stdout;
        var line = said.Split('\n').First(line => line.StartsWith("Requests/sec:", StringComparison.Ordinal));
        return double.Parse(line.Split(':')[1], CultureInfo.InvariantCulture);
    }
}
