using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Gantry.Linux;
using Gantry.Linux.Nftables;

namespace Gantry.Containers.Networks.Rules;

/// <summary>One element of the sets and maps that published ports are kept in.</summary>
/// <param name="HostAddress">Null where every address of the host is meant.</param>
/// <param name="Port">The host's port in a map, the container's in a set.</param>
/// <param name="TargetPort">Zero in a set, which translates nothing.</param>
internal readonly record struct PortElement(
    NftablesName Set, IPAddress? HostAddress, IpProtocol Protocol, ushort Port, IPAddress Target, ushort TargetPort)
{
    public bool IsTranslation => TargetPort != 0;

    /// <summary>What it takes to publish an endpoint's ports, each element once.</summary>
    public static ImmutableHashSet<PortElement> Of(PublishedEndpoint? endpoint)
    {
        var elements = ImmutableHashSet.CreateBuilder<PortElement>();
        foreach (var port in endpoint?.Ports ?? [])
        {
            if (endpoint?.TargetOf(port) is not { } target)
            {
                continue;
            }

            var v6 = target.AddressFamily == AddressFamily.InterNetworkV6;
            var (translate, all, open) = v6
                ? (RuleNames.PublishedV6, RuleNames.PublishedEverywhereV6, RuleNames.OpenV6)
                : (RuleNames.PublishedV4, RuleNames.PublishedEverywhereV4, RuleNames.OpenV4);
            if (port.HostAddress.Equals(IPAddress.Any) || port.HostAddress.Equals(IPAddress.IPv6Any))
            {
                elements.Add(new PortElement(all, null, port.Protocol, port.HostPort, target, port.ContainerPort));
                elements.Add(new PortElement(open, null, port.Protocol, port.ContainerPort, target, 0));
            }
            else
            {
                elements.Add(new PortElement(translate, port.HostAddress, port.Protocol, port.HostPort, target, port.ContainerPort));
            }
        }

        return elements.ToImmutable();
    }

    /// <summary>Adds <c>key : data,</c> or the key alone.</summary>
    public void Write(NftablesScript script, bool withData)
    {
        switch (IsTranslation, HostAddress, withData)
        {
            case (false, _, _):
                script.Add($"{Target} . {Protocol} . {Port},");
                break;
            case (_, null, true):
                script.Add($"{Protocol} . {Port} : {Target} . {TargetPort},");
                break;
            case (_, null, false):
                script.Add($"{Protocol} . {Port},");
                break;
            case (_, { } host, true):
                script.Add($"{host} . {Protocol} . {Port} : {Target} . {TargetPort},");
                break;
            case (_, { } host, false):
                script.Add($"{host} . {Protocol} . {Port},");
                break;
        }
    }
}
