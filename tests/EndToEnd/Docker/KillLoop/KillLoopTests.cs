using Gantry.Harness;

namespace Gantry.EndToEnd.Docker.KillLoop;

/// <summary>What has been acknowledged is kept, and nothing is left behind, whichever process is killed at whatever moment.</summary>
[Trait("Stage", "Slow")]
public sealed class KillLoopTests
{
    private const int Rounds = 100;

    /// <summary>Repeats a run: its number is printed by each.</summary>
    private const string SeedVariable = "GANTRY_TEST_SEED";

    [Fact]
    public async Task A_hundred_kills_of_daemon_shim_and_runtime_lose_and_leave_nothing()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), out var given) ? given : Random.Shared.Next();
        var story = new List<string> { $"{SeedVariable}={seed}" };
        TestContext.Current.TestOutputHelper?.WriteLine(story[0]);
        await using var engine = await LocalEngine.Start();
        await engine.ImportBusybox();
        var snapshots = Snapshots(engine);
        try
        {
            var loop = new KillRounds(engine, new Random(seed), await engine.Network.Name(), story);
            for (var round = 0; round < Rounds; round++)
            {
                await loop.Round(round);
            }

            await RemoveAll(engine);
            await NothingLeftOnDisk(engine, snapshots);
            (await engine.Gantry("down")).Succeeded();
            Assert.Empty((await KernelObjects.Of(engine)).All);
        }
        catch (Exception e)
        {
            var log = await File.ReadAllLinesAsync(engine.Root["engine/log"]);
            // Not only in the message: the engine's end may fail too, and would hide it.
            TestContext.Current.TestOutputHelper?.WriteLine($"{string.Join('\n', story)}\nThe daemon's log:\n{string.Join('\n', log.TakeLast(60))}\n{e.Message}");
            throw;
        }
    }

    private static async Task RemoveAll(LocalEngine engine)
    {
        var ids = (await engine.Docker("ps", "-aq")).Succeeded().Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (ids.Length > 0)
        {
            (await engine.Docker(["rm", "-f", .. ids])).Succeeded();
        }

        Assert.Empty((await engine.Docker("ps", "-aq")).Succeeded().Stdout);
    }

    // What is cleared away behind a client's back is so soon; each look is a whole docker command apart.
    private static async Task NothingLeftOnDisk(LocalEngine engine, IReadOnlySet<string> snapshots)
    {
        IReadOnlyList<string> left = [];
        for (var look = 0; look < 100; look++)
        {
            left =
            [
                .. Snapshots(engine).Except(snapshots), .. Entries(engine.Root["containers"]), .. Entries(engine.Root["run/containers"]),
                .. Entries(engine.Root["run/runtime"]).Where(path => !Path.GetFileName(path).StartsWith('.')), .. Entries(engine.Root["run/netns"]),
            ];
            if (left.Count == 0)
            {
                return;
            }

            (await engine.Docker("ps")).Succeeded();
        }

        Assert.Empty(left);
    }

    private static HashSet<string> Snapshots(LocalEngine engine) => [.. Entries(engine.Root["snapshots"]).Where(path => !path.EndsWith("/empty", StringComparison.Ordinal))];

    private static string[] Entries(string folder) => Directory.Exists(folder) ? Directory.GetFileSystemEntries(folder) : [];
}
