namespace Gantry.Containers.Networks.Ports;

/// <summary>The ports that the kernel, and so we, choose from where nobody asks for one.</summary>
internal static class EphemeralPorts
{
    private const string Path = "/proc/sys/net/ipv4/ip_local_port_range";

    /// <summary>The range in the network namespace of the calling thread.</summary>
    /// <remarks>ip(7)</remarks>
    public static PortRange Read()
    {
        var ends = File.ReadAllText(Path).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return new PortRange(ushort.Parse(ends[0]), ushort.Parse(ends[1]));
    }
}
