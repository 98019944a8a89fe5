using System.Diagnostics;
using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using Gantry.Bench.Engines;
using Gantry.Harness.Images;

namespace Gantry.Bench.Benchmarks;

/// <summary><c>docker load</c> and <c>docker save</c> of an image of 300 MB in two layers.</summary>
internal static class LoadImage
{
    private const int Count = 7;
    private const string Image = "loaded:1";

    // Each round loads an image that neither engine has seen: to remove one first would measure ext4, which is slow to reuse what was just deleted.
    public static Task<IReadOnlyList<Figure>> MeasureLoad() => Measure(async (engine, archive) =>
    {
        var start = Stopwatch.GetTimestamp();
        await Run(engine, "load", "--quiet", "--input", archive);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    });

    public static Task<IReadOnlyList<Figure>> MeasureSave() => Measure(async (engine, archive) =>
    {
        await Run(engine, "load", "--quiet", "--input", archive);
        var start = Stopwatch.GetTimestamp();
        await Run(engine, "save", "--output", archive + ".saved", Image);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    });

    private static async Task<IReadOnlyList<Figure>> Measure(Func<Engine, string, Task<double>> round)
    {
        var engines = await Engine.StartAll();
        var archive = Path.Combine(Path.GetTempPath(), $"gantry-bench-load-{Environment.ProcessId}.tar");
        try
        {
            var times = engines.ToDictionary(engine => engine, _ => new List<double>());
            for (var i = -1; i < Count; i++)
            {
                await Make(archive, i);
                foreach (var engine in engines)
                {
                    var elapsed = await round(engine, archive);
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
            await engines.DisposeAll();
            File.Delete(archive);
            File.Delete(archive + ".saved");
        }
    }

    private static async Task Make(string archive, int variant)
    {
        await using var file = File.Create(archive);
        await using var tar = new TarWriter(file);
        var diffIds = new List<string>();
        foreach (var root in new[] { await DebianImage.Systemd(), await DebianImage.Nginx() })
        {
            await using var layer = new MemoryStream([.. First(variant), .. await File.ReadAllBytesAsync(await DebianImage.Archive(root))]);
            diffIds.Add($"\"sha256:{Convert.ToHexStringLower(await SHA256.HashDataAsync(layer))}\"");
            layer.Position = 0;
            await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, $"{diffIds.Count}/layer.tar") { DataStream = layer });
        }

        Add(tar, "config.json", $$$"""{"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":[{{{string.Join(',', diffIds)}}}]}}""");
        Add(tar, "manifest.json", $$"""[{"Config":"config.json","RepoTags":["{{Image}}"],"Layers":["1/layer.tar","2/layer.tar"]}]""");
    }

    /// <summary>An entry that makes a layer differ from those of the other rounds.</summary>
    private static byte[] First(int variant)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, leaveOpen: true))
        {
            tar.WriteEntry(new UstarTarEntry(TarEntryType.Directory, $"variant-{variant}"));
        }

        return bytes.ToArray()[..512];
    }

    private static void Add(TarWriter tar, string name, string content) =>
        tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });

    private static async Task Run(Engine engine, params string[] arguments) =>
        (await (engine.Docker(arguments) with { Timeout = TimeSpan.FromMinutes(5) }).Run()).Succeeded();
}
