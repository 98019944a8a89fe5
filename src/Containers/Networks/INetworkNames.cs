using System.Net;
using Gantry.Containers.Lifecycle;

namespace Gantry.Containers.Networks;

/// <summary>What containers call each other on the networks that they share. Safe for several threads; nothing is read from disk.</summary>
public interface INetworkNames
{
    /// <summary>All addresses, of IPv4 and of IPv6, of running containers that share a user's network with the asker under that name, short id, host name or alias.</summary>
    /// <param name="asker">Finds itself too.</param>
    /// <param name="name">In any case, and without a dot at its end.</param>
    IReadOnlyList<IPAddress> Find(ContainerId asker, string name);

    /// <summary>The name of the container that has an address on a user's network of the asker, with the network's: <c>web.backend</c>; null where none has.</summary>
    string? Reverse(ContainerId asker, IPAddress address);

    /// <summary>Whether the container is on any network of a user's making: on the default one there are no names.</summary>
    bool HasNames(ContainerId container);
}
