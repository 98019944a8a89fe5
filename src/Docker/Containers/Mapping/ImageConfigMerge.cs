using Gantry.Oci.ImageSpec;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>Fills in what a commit left open from the container that is committed.</summary>
/// <remarks>moby: daemon/commit.go, merge.</remarks>
internal static class ImageConfigMerge
{
    public static ImageConfig Over(ImageConfig asked, ImageConfig own) => new()
    {
        User = asked.User is { Length: > 0 } ? asked.User : own.User,
        ExposedPorts = Union(asked.ExposedPorts, own.ExposedPorts),
        Env = Environment(asked.Env ?? [], own.Env ?? []),
        // An entry point that is asked for takes the container's command away with its own entry point.
        Entrypoint = asked.Entrypoint is { Count: > 0 } ? asked.Entrypoint : own.Entrypoint,
        Cmd = asked.Cmd is { Count: > 0 } || asked.Entrypoint is { Count: > 0 } ? asked.Cmd : own.Cmd,
        Volumes = Union(asked.Volumes, own.Volumes),
        WorkingDir = asked.WorkingDir is { Length: > 0 } ? asked.WorkingDir : own.WorkingDir,
        Labels = Union(asked.Labels, own.Labels),
        StopSignal = asked.StopSignal is { Length: > 0 } ? asked.StopSignal : own.StopSignal,
        StopTimeout = asked.StopTimeout ?? own.StopTimeout,
        Healthcheck = asked.Healthcheck ?? own.Healthcheck,
        OnBuild = asked.OnBuild,
        Shell = asked.Shell is { Count: > 0 } ? asked.Shell : own.Shell,
    };

    private static Dictionary<string, T>? Union<T>(IReadOnlyDictionary<string, T>? first, IReadOnlyDictionary<string, T>? second)
    {
        var all = new Dictionary<string, T>(second ?? new Dictionary<string, T>());
        foreach (var (key, value) in first ?? new Dictionary<string, T>())
        {
            all[key] = value;
        }

        return all.Count == 0 ? null : all;
    }

    private static IReadOnlyList<string> Environment(IReadOnlyList<string> asked, IReadOnlyList<string> own)
    {
        var names = asked.Select(NameOf).ToHashSet();
        return [.. asked, .. own.Where(variable => !names.Contains(NameOf(variable)))];
    }

    private static string NameOf(string variable) => variable.Split('=')[0];
}
