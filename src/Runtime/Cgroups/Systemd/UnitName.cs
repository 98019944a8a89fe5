namespace Gantry.Runtime.Cgroups.Systemd;

/// <summary>The unit that holds a container, and the slice it is put into.</summary>
/// <remarks>systemd.slice(5), systemd.scope(5); the meaning of <c>slice:prefix:name</c> is runc's.</remarks>
public sealed record UnitName(string Slice, string Unit)
{
    private const string DefaultSlice = "system.slice";
    private const string SliceSuffix = ".slice";

    /// <summary>Reads linux.cgroupsPath as the systemd driver means it; null or empty is a scope named after the container in system.slice.</summary>
    /// <exception cref="CgroupException">It has not the form <c>slice:prefix:name</c>, or a part of it cannot be one.</exception>
    public static UnitName Parse(string containerId, string? cgroupsPath)
    {
        if (string.IsNullOrEmpty(cgroupsPath))
        {
            return Make(DefaultSlice, "gantry", containerId);
        }

        return cgroupsPath.Split(':') is [var slice, var prefix, { Length: > 0 } name]
            ? Make(slice.Length == 0 ? DefaultSlice : slice, prefix, name)
            : throw new CgroupException(
                $"expected cgroupsPath to be of format \"slice:prefix:name\" for systemd cgroups, got \"{cgroupsPath}\" instead");
    }

    /// <summary>The group of a slice: each dash is a level, so <c>a-b.slice</c> is <c>/a.slice/a-b.slice</c>.</summary>
    public static string SliceGroup(string slice)
    {
        var name = slice.EndsWith(SliceSuffix, StringComparison.Ordinal) ? slice[..^SliceSuffix.Length] : "";
        if (name == "-")
        {
            return "";
        }

        var parts = name.Split('-');
        if (name.Contains('/') || Array.Exists(parts, part => part.Length == 0))
        {
            throw new CgroupException($"linux.cgroupsPath: \"{slice}\" is no name of a systemd slice");
        }

        var group = "";
        for (var i = 1; i <= parts.Length; i++)
        {
            group += $"/{string.Join('-', parts[..i])}{SliceSuffix}";
        }

        return group;
    }

    /// <summary>The group of the unit, from that of systemd itself.</summary>
    public string Group => $"{SliceGroup(Slice)}/{Unit}";

    private static UnitName Make(string slice, string prefix, string name)
    {
        SliceGroup(slice);
        if (name.Contains('/') || prefix.Contains('/'))
        {
            throw new CgroupException($"linux.cgroupsPath: \"{prefix}:{name}\" cannot name a systemd unit");
        }

        return new UnitName(slice, $"{prefix}-{name}.scope");
    }
}
