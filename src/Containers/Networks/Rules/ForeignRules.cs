using System.Text.Json;
using Gantry.Linux.Nftables;

namespace Gantry.Containers.Networks.Rules;

/// <summary>Finds other people's rules that would stop our traffic: dockerd's FORWARD policy, firewalld's last rule, ufw.</summary>
/// <remarks>Those that iptables-legacy made are not nftables' and not seen.</remarks>
internal static class ForeignRules
{
    public static IReadOnlyList<ForeignBlock> Find(NftablesContext context)
    {
        using var listing = JsonDocument.Parse(context.RunForJson(new NftablesScript().Add($"list ruleset")));
        var entries = listing.RootElement.GetProperty("nftables");
        var chains = Of(entries, "chain").Where(IsForeignForward).ToList();
        var rules = Of(entries, "rule").ToList();
        return [.. chains
            .Where(chain => Text(chain, "policy") == "drop" || rules.Exists(rule => IsIn(rule, chain) && DropsAll(rule)))
            .Where(chain => !rules.Exists(rule => IsIn(rule, chain) && LetsUsThrough(rule)))
            .Select(chain => new ForeignBlock(Text(chain, "family"), Text(chain, "table"), Text(chain, "name")))];
    }

    private static IEnumerable<JsonElement> Of(JsonElement entries, string kind) => entries.EnumerateArray()
        .Where(entry => entry.TryGetProperty(kind, out _))
        .Select(entry => entry.GetProperty(kind));

    private static bool IsForeignForward(JsonElement chain) =>
        Text(chain, "hook") == "forward" && Text(chain, "family") is "ip" or "ip6" or "inet" && !InstanceNames.IsTableOfAnyInstance(Text(chain, "table"));

    private static bool IsIn(JsonElement rule, JsonElement chain) => Text(rule, "chain") == Text(chain, "name")
        && Text(rule, "table") == Text(chain, "table") && Text(rule, "family") == Text(chain, "family");

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
