using Gantry.Containers.Events;
using Gantry.Containers.Networks.Named;

namespace Gantry.Containers.Lifecycle.Connections;

/// <summary>Tells those who listen what happens to networks.</summary>
internal sealed class NetworkJournal(EventBus events)
{
    public void Tell(NetworkRecord network, string action, ContainerId? container = null)
    {
        var attributes = new Dictionary<string, string> { ["name"] = network.Name, ["type"] = Driver(network.Kind) };
        if (container is { } id)
        {
            attributes["container"] = id.Hex;
        }

        events.Publish("network", action, network.Id, attributes);
    }

    private static string Driver(NetworkKind kind) => kind switch
    {
        NetworkKind.Host => "host",
        NetworkKind.None => "null",
        _ => "bridge",
    };
}
