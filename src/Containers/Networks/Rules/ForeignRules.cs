using System.Text.Json;
using Gantry.Linux.Nftables;

namespace Gantry.Containers.Networks.Rules;

/// <summary>Finds other people's rules that would stop our traffic: dockerd's FORWARD policy, firewalld's last rule, ufw.</summary>
/// <remarks>Those that iptables-legacy made are not nftables' and not seen.</remarks>
internal static class ForeignRules
{
    public static IReadOnlyList<ForeignBlock> Find(NftablesContext context)
    {
        using var listing = JsonDocument.Parse(context.RunForJson(new NftablesScript().Add($"list chains")));
        return [.. Of(listing, "chain").Where(IsForeignForward).Where(chain => Stops(context, chain))
            .Select(chain => new ForeignBlock(Text(chain, "family"), Text(chain, "table"), Text(chain, "name")))];
    }

    // Only the chains on this hook are read whole: a ruleset can have ten thousand rules that do not concern us.
    private static bool Stops(NftablesContext context, JsonElement chain)
    {
        try
        {
            using var listing = JsonDocument.Parse(context.RunForJson(List(chain)));
            var rules = Of(listing, "rule").ToList();
            return (Text(chain, "policy") == "drop" || rules.Exists(DropsAll)) && !rules.Exists(LetsUsThrough);
        }
        catch (NftablesException)
        {
            // It has just gone.
            return false;
        }
    }

    private static NftablesScript List(JsonElement chain)
    {
        var (table, name) = (new NftablesName(Text(chain, "table")), new NftablesName(Text(chain, "name")));
        return Text(chain, "family") switch
        {
            "ip" => new NftablesScript().Add($"list chain ip {table} {name}"),
            "ip6" => new NftablesScript().Add($"list chain ip6 {table} {name}"),
            _ => new NftablesScript().Add($"list chain inet {table} {name}"),
        };
    }

    private static IEnumerable<JsonElement> Of(JsonDocument listing, string kind) => listing.RootElement.GetProperty("nftables").EnumerateArray()
        .Where(entry => entry.TryGetProperty(kind, out _))
        .Select(entry => entry.GetProperty(kind));

    private static bool IsForeignForward(JsonElement chain) =>
        Text(chain, "hook") == "forward" && Text(chain, "family") is "ip" or "ip6" or "inet"
        && NftablesName.IsValid(Text(chain, "table")) && NftablesName.IsValid(Text(chain, "name"))
        && !InstanceNames.IsTableOfAnyInstance(Text(chain, "table"));

    // The verdict stands alone, but for a counter or a log.
    private static bool DropsAll(JsonElement rule) => Steps(rule) is [.. var before, "drop" or "reject"]
        && before.TrueForAll(step => step is "counter" or "log");

    // What the remedy of a block adds.
    private static bool LetsUsThrough(JsonElement rule) =>
        Steps(rule) is ["match", .., "accept"] && rule.GetProperty("expr")[0].GetRawText().Contains($"\"{InstanceNames.AnyBridge.Start}*\"");

    private static List<string> Steps(JsonElement rule) =>
        [.. rule.GetProperty("expr").EnumerateArray().Select(step => step.EnumerateObject().Select(property => property.Name).FirstOrDefault(""))];

    private static string Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
}
