using Gantry.Harness;
using Gantry.Harness.Commands;
using Gantry.Harness.Packages;
using Gantry.Harness.Runtimes;

namespace Gantry.Bench.Benchmarks;

/// <summary>An OCI runtime's whole life with a container: <c>run</c> of a bundle whose program is <c>true</c>.</summary>
internal static class RunBundle
{
    public static async Task<IReadOnlyList<Figure>> Measure()
    {
        await using var root = PrivateRoot.Create();
        (string Name, string Program)[] runtimes =
        [
            ("gantry-runtime", Binaries.Runtime),
            ("crun", (await Peers.Crun.Unpack()).Program("crun")),
            ("runc", (await Peers.Runc.Unpack()).Program("runc")),
        ];
        var contenders = new List<(string, Linux.Processes.Spawn)>();
        foreach (var (name, program) in runtimes)
        {
            var bundle = await Bundle.Create(root[name], $"{root.Cgroup}/{name}", "true");
            bundle.Save();
            var run = new Command(program, "--root", root[name + "-state"], "run", "--bundle", bundle.Path, name);
            contenders.Add((name, Rounds.Silent(run)));
        }

        return Rounds.Run(100, contenders);
    }
}
