namespace Gantry.Harness;

/// <summary>What of an engine is in the kernel: mounts, links, control groups, packet filter tables, processes, and what it set on the host.</summary>
public sealed record KernelObjects
{
    public required IReadOnlyList<string> Mounts { get; init; }

    public required IReadOnlyList<string> Links { get; init; }

    public required IReadOnlyList<string> Cgroups { get; init; }

    public required IReadOnlyList<string> Tables { get; init; }

    /// <summary>Command lines of those in the engine's network or in its groups.</summary>
    public required IReadOnlyList<string> Processes { get; init; }

    /// <summary>Host settings that are not as in a new network.</summary>
    public required IReadOnlyList<string> Settings { get; init; }

    /// <summary>All of them, named one by one.</summary>
    public IReadOnlyList<string> All => [.. Mounts, .. Links, .. Cgroups, .. Tables, .. Processes, .. Settings];

    /// <summary>Those of an engine, whether it runs or not.</summary>
    public static async Task<KernelObjects> Of(LocalEngine engine)
    {
        var id = (await File.ReadAllLinesAsync(engine.Root["instance"]))[1];
        var network = await engine.Network.Name();
        string[] groups = [.. TestCgroups.Directories($"/gantry-{id}").SelectMany(group => Directory.GetDirectories(group, "*", SearchOption.AllDirectories).Append(group))];
        var inGroups = groups.SelectMany(group => File.ReadLines(Path.Combine(group, "cgroup.procs"))).Select(int.Parse).ToHashSet();
        return new KernelObjects
        {
            Mounts = [.. TestMounts.Below(engine.Root.Path).Concat(TestMounts.Below($"/run/gantry/{id}")).Where(mount => mount != engine.Network.Path)],
            Links = [.. (await Lines(engine, "ip", "-o", "link")).Where(line => !line.Contains(": lo:", StringComparison.Ordinal))],
            Cgroups = groups,
            Tables = [.. await Lines(engine, "nft", "list", "tables")],
            Processes = [.. Harness.Processes.Where(pid => inGroups.Contains(pid) || Harness.Processes.IsInNetwork(pid, network)).Select(pid => $"{pid} {string.Join(' ', Harness.Processes.CommandLine(pid))}")],
            Settings = [.. (await Lines(engine, "sysctl", "net.ipv4.ip_forward")).Where(setting => !setting.EndsWith("= 0", StringComparison.Ordinal))],
        };
    }

    private static async Task<string[]> Lines(LocalEngine engine, string program, params string[] arguments) =>
        (await engine.OnHost(program, arguments)).Succeeded().Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
