using System.Net;
using Gantry.Containers.Lifecycle;
using Gantry.Containers.Networks;
using Gantry.Containers.Networks.Dns;

namespace Gantry.Containers.Tests.Networks.Dns;

/// <summary>Names as a user network has them.</summary>
internal sealed class KnownNames : INetworkNames
{
    public static readonly ContainerId Asker = ContainerId.New();

    private readonly Dictionary<string, IPAddress[]> _names = new(StringComparer.OrdinalIgnoreCase);

    public string[] this[string name]
    {
        set => _names[name] = [.. value.Select(IPAddress.Parse)];
    }

    public static DnsAsker AskerOnNoNetwork => new()
    {
        Id = Asker,
        ReachesOut = () => false,
        Open = (_, _) => throw new InvalidOperationException("nobody else is to be asked"),
    };

    public IReadOnlyList<IPAddress> Find(ContainerId asker, string name) => asker == Asker && _names.TryGetValue(name, out var found) ? found : [];

    public string? Reverse(ContainerId asker, IPAddress address) => _names.FirstOrDefault(entry => entry.Value.Contains(address)).Key is { } name ? name + ".net" : null;

    public bool HasNames(ContainerId container) => container == Asker;
}
