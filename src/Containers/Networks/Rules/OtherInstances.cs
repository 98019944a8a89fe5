using System.Text.Json;
using Gantry.Linux.Nftables;

namespace Gantry.Containers.Networks.Rules;

/// <summary>What the tables of other instances on this machine say.</summary>
/// <param name="CloseV4">One of them switched forwarding of IPv4 on.</param>
/// <param name="CloseV6">One of them switched forwarding of IPv6 on.</param>
internal readonly record struct OtherInstances(bool CloseV4, bool CloseV6)
{
    public static OtherInstances Read(NftablesContext context, NftablesName own)
    {
        using var listing = JsonDocument.Parse(context.RunForJson(new NftablesScript().Add($"list chains inet")));
        var chains = listing.RootElement.GetProperty("nftables").EnumerateArray()
            .Where(entry => entry.TryGetProperty("chain", out _))
            .Select(entry => entry.GetProperty("chain"))
            .Where(chain => IsOfAnother(chain.GetProperty("table").GetString() ?? "", own))
            .Select(chain => chain.GetProperty("name").GetString())
            .ToHashSet();
        return new OtherInstances(chains.Contains(RuleNames.ClosedV4.ToString()), chains.Contains(RuleNames.ClosedV6.ToString()));
    }

    private static bool IsOfAnother(string table, NftablesName own) => InstanceNames.IsTableOfAnyInstance(table) && table != own.ToString();
}
