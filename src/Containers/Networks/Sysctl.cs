namespace Gantry.Containers.Networks;

/// <summary>One of the kernel's network settings, in the network namespace of the thread that reads or writes it.</summary>
/// <param name="Path">Below <c>/proc/sys/net</c>, such as <c>ipv4/ip_forward</c>.</param>
internal readonly record struct Sysctl(string Path)
{
    private const string Root = "/proc/sys/net/";

    public static Sysctl ForwardingV4 { get; } = new("ipv4/ip_forward");

    public static Sysctl ForwardingV6 { get; } = new("ipv6/conf/all/forwarding");

    /// <summary>Whether packets that come by the interface may be for 127/8, and those that leave by it from there.</summary>
    public static Sysctl RouteLocalnet(string link) => new($"ipv4/conf/{link}/route_localnet");

    /// <summary>Whether router advertisements are heeded: 1 only while the host does not forward, 2 also then.</summary>
    public static Sysctl AcceptAdvertisements(string link) => new($"ipv6/conf/{link}/accept_ra");

    /// <summary>Whether the interface has no IPv6 at all.</summary>
    public static Sysctl DisableV6(string link) => new($"ipv6/conf/{link}/disable_ipv6");

    public bool Exists => File.Exists(Root + Path);

    public string Read() => File.ReadAllText(Root + Path).Trim();

    public void Write(string value) => File.WriteAllText(Root + Path, value);
}
