using System.Text.Json.Nodes;
using Gantry.Harness.Commands;
using Gantry.Harness.Runtimes;

namespace Gantry.EndToEnd.Guest;

/// <summary>A container on cgroup v2, its group made by one of the two drivers.</summary>
internal sealed class UnifiedContainer : IAsyncDisposable
{
    public const string Mount = "/sys/fs/cgroup";

    private UnifiedContainer(TestContainer container, string group) => (Container, Group) = (container, group);

    public TestContainer Container { get; }

    /// <summary>The directory of its group.</summary>
    public string Group { get; }

    /// <summary>The scope of the systemd driver.</summary>
    public string Unit => Path.GetFileName(Group);

    /// <summary>A container that will run a shell script.</summary>
    /// <param name="systemd">Which driver makes its group.</param>
    public static async Task<UnifiedContainer> Shell(bool systemd, string script)
    {
        var container = await TestContainer.Shell(script);
        if (!systemd)
        {
            return new UnifiedContainer(container, Mount + container.Cgroup);
        }

        var name = Path.GetFileName(container.Root.Path);
        container.GlobalOptions = ["--systemd-cgroup"];
        container.Bundle.With($$"""{ "linux": { "cgroupsPath": "gantry-guest.slice:test:{{name}}" } }""");
        return new UnifiedContainer(container, $"{Mount}/gantry.slice/gantry-guest.slice/test-{name}.scope");
    }

    /// <summary>Lays limits over the config.</summary>
    public UnifiedContainer With(string resources)
    {
        Container.Bundle.With($$"""{ "linux": { "resources": {{resources}} } }""");
        return this;
    }

    public async Task<UnifiedContainer> Begin()
    {
        await Container.Begin();
        return this;
    }

    /// <summary>What a file of the group holds.</summary>
    public string Read(string file) => File.ReadAllText(Path.Combine(Group, file)).TrimEnd();

    /// <summary>A number of a file such as <c>cgroup.events</c>.</summary>
    public string Value(string file, string key) =>
        Read(file).Split('\n').Single(line => line.StartsWith(key + " ", StringComparison.Ordinal))[(key.Length + 1)..];

    /// <summary>A property of the scope, as systemctl spells it.</summary>
    public async Task<string> Property(string name) =>
        (await Programs.Run("systemctl", "show", "--value", "--property", name, Unit)).Succeeded().Stdout.TrimEnd();

    /// <summary>What <c>events --stats</c> says.</summary>
    public async Task<JsonNode> Statistics() => JsonNode.Parse((await Container.Do("events", "--stats")).Succeeded().Stdout)!["data"]!;

    public ValueTask DisposeAsync() => Container.DisposeAsync();
}
