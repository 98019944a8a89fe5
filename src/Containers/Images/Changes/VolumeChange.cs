using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Images.Changes;

/// <summary>VOLUME: paths, as words or as JSON.</summary>
internal static class VolumeChange
{
    internal static ImageConfig Apply(ConfigEdit edit, string rest)
    {
        var paths = CommandChange.JsonForm(rest) ?? [.. rest.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];
        if (paths.Count == 0)
        {
            throw new InvalidException("VOLUME requires at least one argument");
        }

        var volumes = new SortedDictionary<string, EmptyObject>(StringComparer.Ordinal);
        foreach (var path in (edit.Config.Volumes?.Keys ?? []).Concat(paths.Select(edit.Expand)))
        {
            volumes[path.Trim().Length > 0 ? path.Trim() : throw new InvalidException("VOLUME specified can not be an empty string")] =
                EmptyObject.Value;
        }

        return edit.Config with { Volumes = volumes };
    }
}
