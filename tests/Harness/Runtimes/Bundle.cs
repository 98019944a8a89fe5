using System.Text.Json.Nodes;
using Gantry.Harness.Commands;
using Gantry.Harness.Images;

namespace Gantry.Harness.Runtimes;

/// <summary>An OCI bundle: a copy of a root file system, and a config.json that a test changes as it likes.</summary>
public sealed class Bundle
{
    private Bundle(string path, JsonObject config) => (Path, Config) = (path, config);

    public string Path { get; }

    public string Rootfs => System.IO.Path.Combine(Path, "rootfs");

    public JsonObject Config { get; }

    public JsonArray Mounts => Config["mounts"]!.AsArray();

    /// <summary>A bundle of busybox with the config that <c>runc spec</c> would write.</summary>
    /// <param name="path">A directory that is not there yet.</param>
    /// <param name="cgroup">The path of the container's own control group.</param>
    /// <param name="arguments">What to run.</param>
    public static async Task<Bundle> Create(string path, string cgroup, params IReadOnlyList<string> arguments)
    {
        Directory.CreateDirectory(path);
        var bundle = new Bundle(path, DefaultConfig.Create(cgroup, arguments));
        (await Programs.Run("cp", "-a", await BusyboxImage.Root(), bundle.Rootfs)).Succeeded();
        return bundle;
    }

    /// <summary>Lays a piece of JSON over the config: objects are merged, everything else is replaced, null removes.</summary>
    public Bundle With(string json)
    {
        Merge(Config, JsonNode.Parse(json)!.AsObject());
        return this;
    }

    public Bundle WithMount(string json)
    {
        Mounts.Add(JsonNode.Parse(json));
        return this;
    }

    public Bundle WithoutMount(string destination)
    {
        Mounts.Remove(Mounts.First(mount => (string?)mount!["destination"] == destination));
        return this;
    }

    /// <summary>Makes a new namespace, joins the one at a path, or with <paramref name="keepHosts"/> stays in the runtime's own.</summary>
    public Bundle WithNamespace(string type, string? path = null, bool keepHosts = false)
    {
        var namespaces = Config["linux"]!["namespaces"]!.AsArray();
        if (namespaces.FirstOrDefault(entry => (string?)entry!["type"] == type) is { } old)
        {
            namespaces.Remove(old);
        }

        if (!keepHosts)
        {
            namespaces.Add(path is null ? new JsonObject { ["type"] = type } : new JsonObject { ["type"] = type, ["path"] = path });
        }

        return this;
    }

    /// <summary>Writes config.json.</summary>
    public void Save() => File.WriteAllText(System.IO.Path.Combine(Path, "config.json"), Config.ToJsonString());

    private static void Merge(JsonObject target, JsonObject change)
    {
        foreach (var (name, value) in change)
        {
            if (value is null)
            {
                target.Remove(name);
            }
            else if (value is JsonObject inner && target[name] is JsonObject existing)
            {
                Merge(existing, inner);
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }
    }
}
