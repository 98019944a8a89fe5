namespace Gantry.Containers.Volumes;

/// <summary>The options of the driver <c>local</c>: what is mounted in a volume's place.</summary>
/// <remarks>moby: volume/local/local_unix.go.</remarks>
internal static class VolumeOptions
{
    private static readonly string[] Known = ["type", "o", "device", "size"];

    private static readonly (string Option, string[] Needed)[] Needs = [("device", ["type"]), ("type", ["device"]), ("o", ["device", "type"])];

    /// <exception cref="InvalidException">One is unknown, or needs another that is not there.</exception>
    public static void Check(string volume, IReadOnlyDictionary<string, string>? options)
    {
        if (options is not { Count: > 0 })
        {
            return;
        }

        if (options.Keys.Except(Known).FirstOrDefault() is { } unknown)
        {
            throw new InvalidException($"create {volume}: invalid option: \"{unknown}\"");
        }

        if (options.ContainsKey("size"))
        {
            throw new InvalidException($"create {volume}: quota size requested but no quota support");
        }

        foreach (var (option, needed) in Needs)
        {
            if (options.ContainsKey(option) && needed.FirstOrDefault(name => !options.ContainsKey(name)) is { } missing)
            {
                throw new InvalidException($"create {volume}: missing required option: \"{missing}\"");
            }
        }
    }

    /// <summary>The host's path that is the volume; null where it is something else.</summary>
    public static string? BoundPath(VolumeRecord volume) =>
        volume.Options is { } options && Words(options).Any(word => word is "bind" or "rbind") ? options["device"] : null;

    /// <summary>Whether the volume is a file system that has to be mounted before it is used.</summary>
    public static bool NeedsMount(VolumeRecord volume) => volume.Options is { Count: > 0 } && BoundPath(volume) is null;

    public static string[] Words(IReadOnlyDictionary<string, string> options) =>
        options.GetValueOrDefault("o", "").Split(',', StringSplitOptions.RemoveEmptyEntries);
}
