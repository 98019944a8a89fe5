namespace Gantry.Runtime.Cgroups.V1;

/// <summary>Finds the rules that the v1 controller would silently ignore.</summary>
/// <remarks>
/// The kernel keeps a default and a list of exceptions. A rule that goes back to the default only removes an exception with exactly its
/// type and numbers (dev_exception_rm in security/device_cgroup.c): "allow c 1:*, deny c 1:3" would leave 1:3 allowed.
/// </remarks>
internal static class DeviceConflicts
{
    /// <summary>Checks rules from the last one that is about everything; without one the default is not known and nothing is refused.</summary>
    /// <exception cref="CgroupException">A rule takes back a part of an earlier one.</exception>
    public static void Refuse(ReadOnlySpan<DeviceMatch> matches)
    {
        if (matches.IsEmpty || !matches[0].IsEverything)
        {
            return;
        }

        for (var later = 1; later < matches.Length; later++)
        {
            for (var earlier = 1; earlier < later && matches[later].Allow == matches[0].Allow; earlier++)
            {
                if (TakesBackAPart(matches[earlier], matches[later]))
                {
                    throw new CgroupException(
                        $"linux.resources.devices: cgroup v1 cannot {Verb(matches[later])} \"{Spell(matches[later])}\" " +
                        $"after it was told to {Verb(matches[earlier])} \"{Spell(matches[earlier])}\"");
                }
            }
        }
    }

    public static string Spell(DeviceMatch match, char? type = null) =>
        $"{type ?? match.Type ?? 'a'} {Number(match.Major)}:{Number(match.Minor)} {match.AccessLetters}";

    private static bool TakesBackAPart(DeviceMatch earlier, DeviceMatch later) =>
        earlier.Allow != later.Allow
        && (earlier.Access & later.Access) != DeviceAccess.None
        && Overlap(earlier.Major, later.Major) && Overlap(earlier.Minor, later.Minor)
        && (earlier.Type == later.Type || earlier.Type is null || later.Type is null)
        // A rule for both types is written as two, so of the type it cannot miss.
        && (earlier.Major != later.Major || earlier.Minor != later.Minor);

    private static bool Overlap(long? one, long? other) => one is null || other is null || one == other;

    private static string Verb(DeviceMatch match) => match.Allow ? "allow" : "deny";

    private static string Number(long? number) => number?.ToString() ?? "*";
}
