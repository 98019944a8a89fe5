namespace Gantry.Containers.Networks.Ports;

/// <summary>The host ports that may be chosen from, both ends included; a single port is a range of one.</summary>
public readonly record struct PortRange(ushort First, ushort Last)
{
    public int Count => Last - First + 1;

    public override string ToString() => First == Last ? $"{First}" : $"{First}-{Last}";
}
