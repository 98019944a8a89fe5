using Gantry.Containers;
using Gantry.Docker.Containers.Shapes;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>What a mount by <c>--mount</c> must and must not say.</summary>
/// <remarks>moby: volume/mounts/linux_parser.go, validateMountConfigImpl.</remarks>
internal static class MountRules
{
    private static readonly string[] Types = ["bind", "volume", "tmpfs", "image", "cluster", "npipe"];

    /// <exception cref="InvalidException">It says too much or too little.</exception>
    public static Mount Check(Mount mount)
    {
        var kind = mount.Type ?? "";
        Refuse(kind, string.IsNullOrEmpty(mount.Target), "field Target must not be empty");
        Refuse(kind, mount.Target is not ['/', ..], $"invalid mount path: '{mount.Target}' mount path must be absolute");
        Refuse(kind, mount.Target == "/", "invalid specification: destination can't be '/'");
        switch (kind)
        {
            case "bind":
                CheckBind(mount);
                break;
            case "volume":
                Refuse(kind, mount.BindOptions is not null, "field BindOptions must not be specified");
                Refuse(kind, string.IsNullOrEmpty(mount.Source) && mount.ReadOnly, "must not set ReadOnly mode when using anonymous volumes");
                Refuse(kind, mount.VolumeOptions?.Subpath is ['/', ..], $"invalid subpath: must be a relative path within the volume: {mount.VolumeOptions?.Subpath}");
                break;
            case "tmpfs":
                Refuse(kind, mount.BindOptions is not null, "field BindOptions must not be specified");
                Refuse(kind, !string.IsNullOrEmpty(mount.Source), "field Source must not be specified");
                break;
        }

        Refuse(kind, !Types.Contains(kind), "mount type unknown");
        return mount;
    }

    private static void CheckBind(Mount mount)
    {
        Refuse("bind", string.IsNullOrEmpty(mount.Source), "field Source must not be empty");
        Refuse("bind", mount.VolumeOptions is not null, "field VolumeOptions must not be specified");
        Refuse("bind", mount.Source is not ['/', ..], $"invalid mount path: '{mount.Source}' mount path must be absolute");
        Refuse("bind", !(mount.BindOptions?.CreateMountpoint ?? false) && !Path.Exists(mount.Source), $"bind source path does not exist: {mount.Source}");
        Refuse(
            "bind", mount.BindOptions?.Propagation is { Length: > 0 } propagation && !MountMapping.IsPropagation(propagation),
            $"invalid propagation mode: {mount.BindOptions?.Propagation}");
    }

    private static void Refuse(string kind, bool isWrong, string message)
    {
        if (isWrong)
        {
            throw new InvalidException($"invalid mount config for type \"{kind}\": {message}");
        }
    }
}
