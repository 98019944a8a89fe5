using Gantry.Linux.Capabilities;

namespace Gantry.Containers.Security;

/// <summary>Works out a container's capabilities from what its user adds and drops.</summary>
public static class CapabilityChoice
{
    private const string Everything = "ALL";
    private const string Prefix = "CAP_";

    /// <summary>
    /// The defaults without <paramref name="drop"/> and with <paramref name="add"/>, so that who drops and adds the same one has it.
    /// </summary>
    /// <param name="add">
    /// Names in any case, with or without CAP_. ALL adds what is available, save the single names in <paramref name="drop"/>.
    /// </param>
    /// <param name="drop">As <paramref name="add"/>. ALL leaves only what is added.</param>
    /// <param name="available">What this machine can give: the bounding set of this process. A privileged container has all of it.</param>
    /// <exception cref="InvalidException">A name is unknown, or this machine cannot give it.</exception>
    public static CapabilitySet Resolve(IReadOnlyList<string>? add, IReadOnlyList<string>? drop, CapabilitySet available)
    {
        var (added, addsAll) = Read("CapAdd", add ?? [], available);
        var (dropped, dropsAll) = Read("CapDrop", drop ?? [], available);
        if (addsAll)
        {
            return available.Except(dropped);
        }

        var kept = dropsAll ? CapabilitySet.None : DefaultCapabilities.Set.Except(dropped);
        return kept.Union(added);
    }

    private static (CapabilitySet Set, bool All) Read(string field, IReadOnlyList<string> names, CapabilitySet available)
    {
        var (set, all) = (CapabilitySet.None, false);
        foreach (var text in names)
        {
            var name = text.ToUpperInvariant();
            if (name == Everything)
            {
                all = true;
                continue;
            }

            name = name.StartsWith(Prefix, StringComparison.Ordinal) ? name : Prefix + name;
            var capability = CapabilityNames.Find(name) ?? throw new InvalidException($"invalid {field}: unknown capability: \"{name}\"");
            set = available.Contains(capability)
                ? set.With(capability)
                : throw new InvalidException(
                    $"invalid {field}: capability not supported by your kernel or not available in the current environment: \"{name}\"");
        }

        return (set, all);
    }
}
