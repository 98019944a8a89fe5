using Gantry.Linux.Capabilities;

namespace Gantry.Runtime.Capabilities;

/// <summary>Reads sets of names, leaves out what does not exist or cannot be had, and remembers it.</summary>
internal sealed class CapabilityCut(CapabilitySet available)
{
    private readonly List<string> _unknown = [];
    private CapabilitySet _withheld;
    private CapabilitySet _notRaised;

    public CapabilitySet Set(IReadOnlyList<string>? names)
    {
        var set = CapabilitySet.None;
        foreach (var name in names ?? [])
        {
            if (CapabilityNames.Find(name) is { } capability)
            {
                set = set.With(capability);
            }
            else if (!_unknown.Contains(name))
            {
                _unknown.Add(name);
            }
        }

        _withheld = _withheld.Union(set.Except(available));
        return set.Intersect(available);
    }

    public void NoteAmbient(CapabilitySet left) => _notRaised = left;

    public List<string> Warnings()
    {
        var warnings = new List<string>();
        if (_unknown.Count > 0)
        {
            warnings.Add($"ignoring unknown capabilities: {string.Join(", ", _unknown)}");
        }

        if (!_withheld.IsEmpty)
        {
            warnings.Add($"ignoring capabilities that this machine withholds from the runtime: {_withheld}");
        }

        if (!_notRaised.IsEmpty)
        {
            warnings.Add($"ignoring ambient capabilities that are not both permitted and inheritable: {_notRaised}");
        }

        return warnings;
    }
}
