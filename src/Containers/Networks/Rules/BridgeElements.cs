using System.Net;
using Gantry.Linux.Nftables;

namespace Gantry.Containers.Networks.Rules;

/// <summary>Writes what the rules know of bridges into their sets.</summary>
internal static class BridgeElements
{
    public static void Write(NftablesScript script, NftablesName table, IEnumerable<BridgeRules> bridges)
    {
        foreach (var bridge in bridges)
        {
            script.Add($$"""add element inet {{table}} {{RuleNames.Bridges}} { {{bridge.Bridge}} }""");
            script.Add($$"""add element inet {{table}} {{RuleNames.Within}} { {{bridge.Bridge}} . {{bridge.Bridge}} }""");
            if (bridge.Internal)
            {
                script.Add($$"""add element inet {{table}} {{RuleNames.Internal}} { {{bridge.Bridge}} }""");
            }

            if (bridge.Unprotected)
            {
                script.Add($$"""add element inet {{table}} {{RuleNames.Unprotected}} { {{bridge.Bridge}} }""");
            }

            WriteSubnet(script, table, RuleNames.SubnetsV4, RuleNames.SameSubnetV4, bridge.SubnetV4, bridge.Masquerade);
            if (bridge.SubnetV6 is { } v6)
            {
                WriteSubnet(script, table, RuleNames.SubnetsV6, RuleNames.SameSubnetV6, v6, bridge.Masquerade);
            }
        }
    }

    private static void WriteSubnet(NftablesScript script, NftablesName table, NftablesName subnets, NftablesName same, IPNetwork subnet, bool masquerade)
    {
        if (masquerade)
        {
            script.Add($$"""add element inet {{table}} {{subnets}} { {{subnet}} }""");
        }

        script.Add($$"""add element inet {{table}} {{same}} { {{subnet}} . {{subnet}} }""");
    }
}
