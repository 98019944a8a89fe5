namespace Gantry.Linux.Capabilities;

/// <summary>A set of capabilities; bit N stands for capability N, as in <c>/proc/PID/status</c>.</summary>
public readonly record struct CapabilitySet(ulong Bits)
{
    public static CapabilitySet None => default;

    /// <summary>The capabilities that have a name; a newer kernel may have more.</summary>
    public static CapabilitySet AllKnown => new((1UL << CapabilityNames.All.Count) - 1);

    public bool IsEmpty => Bits == 0;

    public static CapabilitySet Of(params ReadOnlySpan<Capability> capabilities)
    {
        var set = None;
        foreach (var capability in capabilities)
        {
            set = set.With(capability);
        }

        return set;
    }

    public bool Contains(Capability capability) => (Bits & (1UL << (int)capability)) != 0;

    public bool Contains(CapabilitySet others) => (others.Bits & ~Bits) == 0;

    public CapabilitySet With(Capability capability) => new(Bits | (1UL << (int)capability));

    public CapabilitySet Union(CapabilitySet other) => new(Bits | other.Bits);

    public CapabilitySet Intersect(CapabilitySet other) => new(Bits & other.Bits);

    public CapabilitySet Except(CapabilitySet other) => new(Bits & ~other.Bits);

    /// <summary>The names in the order of their numbers.</summary>
    public List<string> ToNames()
    {
        var names = new List<string>();
        for (var number = 0; number < CapabilityNames.All.Count; number++)
        {
            if (Contains((Capability)number))
            {
                names.Add(CapabilityNames.All[number]);
            }
        }

        return names;
    }

    public override string ToString() => string.Join(", ", ToNames());
}
