using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Cgroups.Systemd;

/// <summary>Device rules in systemd's words, which know only what is allowed, nothing that is taken back.</summary>
/// <remarks>systemd.resource-control(5) "DeviceAllow"</remarks>
internal static class UnitDevices
{
    private const string Devices = "/proc/devices";

    /// <summary>
    /// Adds policy and list. Rules that systemd cannot say make it allow everything: the exact ones are in force besides,
    /// in the group's own program, or on v1 in its files.
    /// </summary>
    public static void Add(UnitProperties properties, IReadOnlyList<DeviceRule>? rules)
    {
        if (rules is not { Count: > 0 })
        {
            return;
        }

        var allowed = Allowed(DeviceMatch.ParseAll(rules));
        properties.Add("DevicePolicy", allowed is null ? "auto" : "strict");

        // An empty list first: systemd adds to the one it has.
        properties.Add("DeviceAllow", Array.Empty<(string, string)>());
        if (allowed is { Count: > 0 })
        {
            properties.Add("DeviceAllow", allowed);
        }
    }

    /// <summary>Null where systemd cannot say it.</summary>
    private static List<(string, string)>? Allowed(DeviceMatch[] matches)
    {
        var first = Array.FindLastIndex(matches, match => match.IsEverything);
        if (first < 0 || matches[first].Allow)
        {
            return null;
        }

        var allowed = new List<(string, string)>();
        foreach (var match in matches.AsSpan(first + 1))
        {
            if (!match.Allow || !TryAdd(allowed, match))
            {
                return null;
            }
        }

        return allowed;
    }

    private static bool TryAdd(List<(string, string)> allowed, DeviceMatch match)
    {
        foreach (var type in match.Type is { } one ? [one] : "bc".AsSpan())
        {
            if (Name(type == 'b' ? "block" : "char", match) is not { } name)
            {
                return false;
            }

            allowed.Add((name, match.AccessLetters));
        }

        return true;
    }

    private static string? Name(string kind, DeviceMatch match) => match switch
    {
        { Major: null, Minor: null } => $"{kind}-*",
        { Major: { } major, Minor: { } minor } => $"/dev/{kind}/{major}:{minor}",
        { Major: { } major } when DriverOf(kind, major) is { } driver => $"{kind}-{driver}",
        _ => null,
    };

    // "Character devices:", lines such as "  1 mem", an empty line, "Block devices:" and its lines.
    private static string? DriverOf(string kind, long major)
    {
        var isKind = false;
        foreach (var line in File.ReadLines(Devices))
        {
            if (line.EndsWith(':'))
            {
                isKind = line.StartsWith(kind, StringComparison.OrdinalIgnoreCase);
            }
            else if (isKind && line.TrimStart() is var entry && entry.StartsWith($"{major} ", StringComparison.Ordinal))
            {
                return entry[(entry.IndexOf(' ') + 1)..];
            }
        }

        return null;
    }
}
