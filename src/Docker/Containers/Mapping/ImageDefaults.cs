using Gantry.Containers;
using Gantry.Docker.Containers.Shapes;
using Gantry.Oci.ImageSpec;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>Fills in what a container's user left to its image.</summary>
/// <remarks>moby: daemon/commit.go, merge.</remarks>
internal static class ImageDefaults
{
    /// <exception cref="InvalidException">Neither says what to run.</exception>
    public static Config Merge(Config asked, ImageConfig? image)
    {
        image ??= new ImageConfig();
        var (entrypoint, cmd) = Command(asked, image);
        if ((entrypoint?.Count ?? 0) + (cmd?.Count ?? 0) == 0)
        {
            throw new InvalidException("no command specified");
        }

        return new Config
        {
            Hostname = asked.Hostname ?? "",
            Domainname = asked.Domainname ?? "",
            User = asked.User is { Length: > 0 } user ? user : image.User ?? "",
            AttachStdin = asked.AttachStdin,
            AttachStdout = asked.AttachStdout,
            AttachStderr = asked.AttachStderr,
            ExposedPorts = Union(asked.ExposedPorts, image.ExposedPorts),
            Tty = asked.Tty,
            OpenStdin = asked.OpenStdin,
            StdinOnce = asked.StdinOnce,
            Env = Environment(asked.Env ?? [], image.Env ?? []),
            Cmd = cmd,
            Healthcheck = HealthMapping.Merge(asked.Healthcheck, image.Healthcheck),
            Image = asked.Image,
            Volumes = Union(asked.Volumes, image.Volumes),
            WorkingDir = asked.WorkingDir is { Length: > 0 } directory ? directory : image.WorkingDir ?? "",
            Entrypoint = entrypoint,
            NetworkDisabled = asked.NetworkDisabled,
            MacAddress = asked.MacAddress,
            OnBuild = asked.OnBuild,
            Labels = Labels(asked, image),
            StopSignal = asked.StopSignal is { Length: > 0 } signal ? signal : image.StopSignal,
            StopTimeout = asked.StopTimeout ?? image.StopTimeout,
            Shell = asked.Shell is { Count: > 0 } shell ? shell : image.Shell,
        };
    }

    private static (IReadOnlyList<string>? Entrypoint, IReadOnlyList<string>? Cmd) Command(Config asked, ImageConfig image)
    {
        // An empty string takes the image's entry point away.
        if (asked.Entrypoint is [""])
        {
            return (null, asked.Cmd);
        }

        return asked.Entrypoint is { Count: > 0 }
            ? (asked.Entrypoint, asked.Cmd)
            : (asked.Entrypoint ?? image.Entrypoint, asked.Cmd is { Count: > 0 } ? asked.Cmd : image.Cmd);
    }

    private static List<string> Environment(IReadOnlyList<string> asked, IReadOnlyList<string> image)
    {
        var names = asked.Select(Name).ToHashSet();
        return [.. asked, .. image.Where(entry => !names.Contains(Name(entry)))];
    }

    private static string Name(string entry) => entry.Split('=', 2)[0];

    private static Dictionary<string, EmptyObject>? Union(
        IReadOnlyDictionary<string, EmptyObject>? asked, IReadOnlyDictionary<string, EmptyObject>? image)
    {
        var keys = (asked?.Keys ?? []).Union(image?.Keys ?? []).ToList();
        return keys.Count > 0 ? keys.ToDictionary(key => key, _ => EmptyObject.Value) : null;
    }

    private static Dictionary<string, string> Labels(Config asked, ImageConfig image)
    {
        var labels = new Dictionary<string, string>(image.Labels ?? new Dictionary<string, string>());
        foreach (var (key, value) in asked.Labels ?? new Dictionary<string, string>())
        {
            labels[key] = value;
        }

        return labels;
    }
}
