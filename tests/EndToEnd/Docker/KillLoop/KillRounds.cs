using Gantry.Harness;
using Gantry.Harness.Commands;

namespace Gantry.EndToEnd.Docker.KillLoop;

/// <summary>One operation after the other, a kill in each, and after it a look at whether all that was promised holds.</summary>
internal sealed class KillRounds(LocalEngine engine, Random random, string network, List<string> story)
{
    private const int MostContainers = 6;
    private const string Program = "trap 'exit 0' TERM; echo line; sleep 1000 & wait";

    private static readonly string[] Networks = ["bridge", "none", "host"];

    private readonly Killer _killer = new(engine.Root.Path, network);
    private readonly Dictionary<string, Promise> _promises = [];
    private readonly Dictionary<string, string> _networks = [];

    public async Task Round(int number)
    {
        var operation = Choose(number);
        var victim = (Victim)random.Next(3);
        var running = engine.DockerCommand(operation.Arguments).Run();
        var killed = await _killer.Kill(victim, random, running);
        var result = await running;
        story.Add($"{number}: docker {string.Join(' ', operation.Arguments)}: {result.ExitCode} {(killed is { } pid ? $"while {victim} {pid} was killed" : $"and no {victim}")} {result.Stderr.Trim()}");
        await operation.Settle(result, killed is not null ? victim : null);
        await Check();
    }

    private Operation Choose(int number)
    {
        var containers = _promises.Keys.Order(StringComparer.Ordinal).ToArray();
        if (containers.Length == 0 || (containers.Length < MostContainers && random.Next(5) == 0))
        {
            return Create($"c{number}");
        }

        var name = containers[random.Next(containers.Length)];
        var choice = random.Next(100);
        return _promises[name].State != "running"
            ? choice < 85 ? Start(name) : Remove(name)
            : choice switch
            {
                < 45 => Exec(name),
                < 75 => Stop(name),
                < 90 => RunAndRemove(number),
                _ => Remove(name),
            };
    }

    private Operation Create(string name)
    {
        var mode = Networks[random.Next(Networks.Length)];
        _networks[name] = mode;
        return new(["create", "--name", name, "--network", mode, "busybox", "sh", "-c", Program], async (result, _) =>
        {
            if (result.ExitCode == 0)
            {
                _promises[name] = new Promise("created");
            }
            else if ((await States()).TryGetValue(name, out var state))
            {
                // Made, though nobody was told: it is a container like any other.
                _promises[name] = new Promise(state);
            }
        });
    }

    private Operation Start(string name) => new(["start", name], async (result, victim) =>
        _promises[name] = result.ExitCode == 0 && victim != Victim.Shim ? new Promise("running") : new Promise(await Settled(name, victim)));

    private Operation Stop(string name) => new(["stop", "-t", "3", name], async (result, victim) =>
        _promises[name] = new Promise(result.ExitCode == 0 ? "exited" : await Settled(name, victim)));

    private Operation Exec(string name) => new(["exec", name, "sh", "-c", "echo out; exit 3"], async (result, victim) =>
    {
        if (victim is null)
        {
            Assert.Equal(3, result.ExitCode);
            Assert.Equal("out\n", result.Stdout);
        }

        _promises[name] = new Promise(await Settled(name, victim));
    });

    private Operation Remove(string name) => new(["rm", "-f", name], async (result, _) =>
    {
        if (result.ExitCode == 0 || !(await States()).ContainsKey(name))
        {
            _promises.Remove(name);
        }
        else
        {
            _promises[name] = new Promise((await States())[name]);
        }
    });

    private Operation RunAndRemove(int number) => new(["run", "--rm", "--name", $"r{number}", "busybox", "echo", "hi"], async (result, victim) =>
    {
        if (victim is null)
        {
            Assert.Equal("hi\n", result.Succeeded().Stdout);
        }

        // Killed between its making and its start, it is there and can be removed.
        if ((await States()).ContainsKey($"r{number}"))
        {
            await engine.Docker("rm", "-f", $"r{number}");
        }
    });

    // A container whose shim was killed is killed by the daemon when that hears of it, which wait waits for.
    private async Task<string> Settled(string name, Victim? victim)
    {
        if (victim == Victim.Shim && (await States())[name] == "running" && !await Answers(name))
        {
            (await engine.Docker("wait", name)).Succeeded();
        }

        return (await States())[name];
    }

    private async Task<bool> Answers(string name)
    {
        var result = await engine.Docker("exec", name, "test", "-e", _networks[name] == "bridge" ? "/sys/class/net/eth0" : "/proc/self");
        Assert.True(result.ExitCode != 1, $"{name} has lost its network");
        if (result.ExitCode != 0)
        {
            story.Add($"  docker exec {name} test: {result.ExitCode} {result.Stdout.Trim()} {result.Stderr.Trim()}");
        }

        return result.ExitCode == 0;
    }

    // The shim that was killed may have been any container's.
    private async Task Check()
    {
        var states = await States();
        foreach (var (name, promise) in _promises)
        {
            Assert.True(states.ContainsKey(name), $"{name} is lost");
            if (states[name] == "running" && !await Answers(name))
            {
                (await engine.Docker("wait", name)).Succeeded();
                states = await States();
            }

            if (states[name] != promise.State)
            {
                Assert.True(promise.State == "running" && states[name] == "exited" && WasShimKilled, $"{name} was {promise.State} and is {states[name]}");
                _promises[name] = new Promise(states[name]);
            }

            if (promise.State is "running" or "exited" && states[name] == "running")
            {
                Assert.StartsWith("line\n", (await engine.Docker("logs", name)).Succeeded().Stdout, StringComparison.Ordinal);
            }
        }
    }

    private bool WasShimKilled => story[^1].Contains($"while {nameof(Victim.Shim)} ", StringComparison.Ordinal);

    private async Task<Dictionary<string, string>> States() =>
        (await engine.Docker("ps", "-a", "--format", "{{.Names}} {{.State}}")).Succeeded().Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(' ')).ToDictionary(fields => fields[0], fields => fields[1]);

    /// <summary>What clients have been told of a container.</summary>
    private readonly record struct Promise(string State);

    /// <param name="Arguments">For docker.</param>
    /// <param name="Settle">Notes what has been promised by the result; the victim is null where nobody was killed.</param>
    private sealed record Operation(string[] Arguments, Func<CommandResult, Victim?, Task> Settle);
}
