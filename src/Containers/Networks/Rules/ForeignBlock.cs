namespace Gantry.Containers.Networks.Rules;

/// <summary>Somebody else's chain that drops what is forwarded, and so our containers' traffic, whatever our rules accept.</summary>
/// <param name="Family">As nft writes it: ip, ip6 or inet.</param>
public sealed record ForeignBlock(string Family, string Table, string Chain)
{
    /// <summary>The commands that would let our traffic through; to give them is the user's choice.</summary>
    public IReadOnlyList<string> Remedy =>
    [
        $"nft insert rule {Family} {Table} {Chain} iifname '\"{InstanceNames.AnyBridge.Start}*\"' accept",
        $"nft insert rule {Family} {Table} {Chain} oifname '\"{InstanceNames.AnyBridge.Start}*\"' accept",
    ];
}
