using Gantry.Harness.Commands;

namespace Gantry.Harness.Packages;

/// <summary>An apt of our own for one suite: its lists are in the cache, and the machine's apt is not touched.</summary>
internal sealed class AptState
{
    private readonly string _directory;

    private AptState(string directory) => _directory = directory;

    /// <summary>Fetches the suite's lists where they are not in the cache.</summary>
    public static async Task<AptState> Open(DebianSuite suite)
    {
        var source = $"deb [signed-by={DebianMirror.Keyring}] {await DebianMirror.Uri} {suite} main\n";
        var path = await Cache.Entry($"apt/{suite}", async unfinished =>
        {
            Directory.CreateDirectory(Path.Combine(unfinished, "state/lists/partial"));
            Directory.CreateDirectory(Path.Combine(unfinished, "cache/archives/partial"));
            await File.WriteAllTextAsync(Path.Combine(unfinished, "state/status"), "");
            await File.WriteAllTextAsync(Path.Combine(unfinished, "sources.list"), source);
            await new AptState(unfinished).Update();
        });
        return new AptState(path);
    }

    /// <summary>Fetches the lists anew.</summary>
    public Task Update() => Run("apt-get", ["update", "-qq"]);

    /// <summary>The newest version of each package.</summary>
    /// <exception cref="InvalidOperationException">The suite does not have one of them.</exception>
    public async Task<IReadOnlyList<string>> Versions(IReadOnlyList<string> packages)
    {
        var shown = await Run("apt-cache", ["show", "--no-all-versions", .. packages]);
        var versions = shown.Stdout.Split("\n\n").Select(Fields).Where(fields => fields.ContainsKey("Package"))
            .ToDictionary(fields => fields["Package"], fields => fields["Version"]);
        return [.. packages.Select(package => versions.TryGetValue(package, out var version)
            ? version
            : throw new InvalidOperationException($"{package} is not in the lists in {_directory}"))];
    }

    /// <summary>The package that a metapackage stands for: the first that it depends on.</summary>
    /// <exception cref="InvalidOperationException">It depends on none.</exception>
    public async Task<string> Meant(string metapackage)
    {
        const string dependency = "  Depends: ";
        var lines = (await Run("apt-cache", ["depends", "--important", metapackage])).Stdout.Split('\n');
        return Array.Find(lines, line => line.StartsWith(dependency, StringComparison.Ordinal))?[dependency.Length..]
            ?? throw new InvalidOperationException($"{metapackage} depends on nothing, by the lists in {_directory}");
    }

    /// <summary>Fetches the packages' files into a directory.</summary>
    public Task Download(IEnumerable<string> packagesWithVersions, string into) =>
        Run("apt-get", ["download", "-qq", .. packagesWithVersions], into);

    private static Dictionary<string, string> Fields(string paragraph) => paragraph.Split('\n')
        .Select(line => line.Split(": ", 2)).Where(parts => parts is ["Package" or "Version", _])
        .DistinctBy(parts => parts[0]).ToDictionary(parts => parts[0], parts => parts[1]);

    private async Task<CommandResult> Run(string program, IReadOnlyList<string> arguments, string? workingDirectory = null)
    {
        string[] own =
        [
            "-o", $"Dir::State={_directory}/state", "-o", $"Dir::State::status={_directory}/state/status",
            // Container images come with an apt that keeps no cache, and then each question costs most of a second.
            "-o", $"Dir::Cache={_directory}/cache", "-o", "Dir::Cache::pkgcache=pkgcache.bin", "-o", "Dir::Cache::srcpkgcache=srcpkgcache.bin",
            "-o", $"Dir::Etc::SourceList={_directory}/sources.list", "-o", "Dir::Etc::SourceParts=-",
            "-o", "Acquire::Languages=none", "-o", "APT::Sandbox::User=root",
        ];
        var command = new Command(program, [.. own, .. arguments]) { WorkingDirectory = workingDirectory, Timeout = TimeSpan.FromMinutes(10) };
        return (await command.Run()).Succeeded();
    }
}
