using Gantry.Containers;
using Gantry.Containers.Lifecycle;
using Gantry.Containers.Volumes;
using Gantry.Docker.Containers.Shapes;
using Gantry.Docker.Volumes;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>What is mounted into a container, by <c>--volume</c>, <c>--mount</c>, <c>--tmpfs</c> and the image's volumes.</summary>
internal static class MountMapping
{
    private static readonly string[] Propagations = ["private", "rprivate", "slave", "rslave", "shared", "rshared"];

    public static IReadOnlyList<MountSpec> Make(Config config, HostConfig host, ContainerStore store)
    {
        List<MountSpec> mounts =
        [
            .. (host.Binds ?? []).Select(ParseBind),
            .. (host.Mounts ?? []).Select(Map),
            .. (host.Tmpfs ?? new Dictionary<string, string>()).Select(entry => Tmpfs(entry.Key, entry.Value)),
        ];
        if (mounts.GroupBy(mount => mount.Target).FirstOrDefault(group => group.Count() > 1) is { Key: var twice })
        {
            throw new InvalidException($"Duplicate mount point: {twice}");
        }

        var taken = mounts.Select(mount => mount.Target).ToHashSet();
        mounts.AddRange((host.VolumesFrom ?? []).SelectMany(from => VolumesFrom.Find(from, store)).Reverse().Where(mount => taken.Add(mount.Target)));
        mounts.AddRange((config.Volumes?.Keys ?? []).Select(CleanTarget).Where(taken.Add).Select(Anonymous));
        return mounts;
    }

    /// <summary>Reads <c>SOURCE:TARGET[:OPTIONS]</c>; a source that is no absolute path is a volume's name.</summary>
    public static MountSpec ParseBind(string text)
    {
        var (source, target, options) = text.Split(':') switch
        {
            [var only] => ("", only, ""),
            [var from, var to] => (from, to, ""),
            [var from, var to, var how] => (from, to, how),
            _ => throw Bad(text),
        };
        var words = options.Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (source.Length == 0 && text.Contains(':'))
        {
            throw Bad(text);
        }

        if (words.FirstOrDefault(word => !IsKnown(word)) is { } unknown)
        {
            throw new InvalidException($"invalid mode: {unknown}");
        }

        var isHostPath = source.StartsWith('/');
        if (!isHostPath && source.Length > 0)
        {
            VolumeName.Check(source);
        }

        return new MountSpec
        {
            Kind = isHostPath ? MountKind.Bind : MountKind.Volume,
            Source = source.Length > 0 ? source : VolumeName.New(),
            Target = CleanTarget(target),
            ReadOnly = words.Contains("ro"),
            Propagation = words.FirstOrDefault(Propagations.Contains) ?? "",
            CreateSource = isHostPath,
            CopyUp = !isHostPath && !words.Contains("nocopy"),
            Anonymous = source.Length == 0,
        };
    }

    public static bool IsPropagation(string word) => Propagations.Contains(word);

    private static bool IsKnown(string word) =>
        word is "ro" or "rw" or "z" or "Z" or "nocopy" or "consistent" or "cached" or "delegated" || Propagations.Contains(word);

    private static MountSpec Anonymous(string target) =>
        new() { Kind = MountKind.Volume, Source = VolumeName.New(), Target = target, CopyUp = true, Anonymous = true };

    private static MountSpec Tmpfs(string target, string options) => new()
    {
        Kind = MountKind.Tmpfs,
        Target = CleanTarget(target),
        Options = options.Split(',', StringSplitOptions.RemoveEmptyEntries),
    };

    private static MountSpec Map(Mount mount) => MountRules.Check(mount).Type switch
    {
        "bind" => new()
        {
            Kind = MountKind.Bind,
            Source = mount.Source ?? "",
            Target = CleanTarget(mount.Target ?? ""),
            ReadOnly = mount.ReadOnly,
            ReadOnlyTopOnly = mount.BindOptions?.ReadOnlyNonRecursive ?? false,
            Propagation = mount.BindOptions?.Propagation ?? "",
            TopOnly = mount.BindOptions?.NonRecursive ?? false,
            CreateSource = mount.BindOptions?.CreateMountpoint ?? false,
        },
        "volume" => Volume(mount),
        "tmpfs" => new()
        {
            Kind = MountKind.Tmpfs,
            Target = CleanTarget(mount.Target ?? ""),
            ReadOnly = mount.ReadOnly,
            Options =
            [
                .. mount.TmpfsOptions is { SizeBytes: > 0 } sized ? [$"size={sized.SizeBytes}"] : Array.Empty<string>(),
                .. mount.TmpfsOptions is { Mode: > 0 } moded ? [$"mode={Convert.ToString(moded.Mode, 8)}"] : Array.Empty<string>(),
                .. (mount.TmpfsOptions?.Options ?? []).Select(option => string.Join('=', option)),
            ],
        },
        _ => throw new UnsupportedException($"mounts of type \"{mount.Type}\": not there yet"),
    };

    private static MountSpec Volume(Mount mount)
    {
        VolumeDriver.Check(mount.VolumeOptions?.DriverConfig?.Name);
        return new()
        {
            Kind = MountKind.Volume,
            Source = mount.Source is { Length: > 0 } name ? name : VolumeName.New(),
            Target = CleanTarget(mount.Target ?? ""),
            ReadOnly = mount.ReadOnly,
            CopyUp = !(mount.VolumeOptions?.NoCopy ?? false),
            Anonymous = string.IsNullOrEmpty(mount.Source),
            Subpath = mount.VolumeOptions?.Subpath ?? "",
            VolumeLabels = mount.VolumeOptions?.Labels,
            VolumeOptions = mount.VolumeOptions?.DriverConfig?.Options,
        };
    }

    private static string CleanTarget(string target)
    {
        if (target is not ['/', ..])
        {
            throw new InvalidException($"invalid mount config: invalid mount path: '{target}' mount path must be absolute");
        }

        var clean = Path.GetFullPath(target);
        return clean == "/" ? throw new InvalidException("invalid mount config: invalid specification: destination can't be '/'") : clean.TrimEnd('/');
    }

    private static InvalidException Bad(string text) => new($"invalid volume specification: '{text}'");
}
