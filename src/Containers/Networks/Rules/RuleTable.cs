using Gantry.Linux.Nftables;

namespace Gantry.Containers.Networks.Rules;

/// <summary>The fixed part of the table: its sets, maps, chains and rules.</summary>
/// <remarks>
/// The way of a packet for a published port, each hook in the kernel's order:
/// <code>
/// from outside, from a container      raw ──► dstnat ──► forward ──► srcnat ──► container
///                                    guard  translate   admit      masquerade
/// from the host itself                output (dstnat) ─────────────► srcnat ──► container
/// </code>
/// An <c>accept</c> here ends only our chain: other people's tables on the same hook still have their say, and a drop of theirs is final.
/// </remarks>
internal static class RuleTable
{
    public static void Write(NftablesScript script, NftablesName table, RuleState state)
    {
        script.Add($$"""table inet {{table}} {""");
        WriteSets(script);
        WriteGuard(script);
        WriteTranslation(script);
        WriteMasquerade(script);
        WriteAdmission(script, state);
        script.Add($$"""}""");
    }

    private static void WriteSets(NftablesScript script) => script.Add($$"""
        set {{RuleNames.Bridges}} { type ifname; }
        set {{RuleNames.Within}} { type ifname . ifname; }
        set {{RuleNames.Internal}} { type ifname; }
        set {{RuleNames.Unprotected}} { type ifname; }
        set {{RuleNames.SubnetsV4}} { type ipv4_addr; flags interval; }
        set {{RuleNames.SubnetsV6}} { type ipv6_addr; flags interval; }
        set {{RuleNames.SameSubnetV4}} { type ipv4_addr . ipv4_addr; flags interval; }
        set {{RuleNames.SameSubnetV6}} { type ipv6_addr . ipv6_addr; flags interval; }
        set {{RuleNames.OpenV4}} { type ipv4_addr . inet_proto . inet_service; }
        set {{RuleNames.OpenV6}} { type ipv6_addr . inet_proto . inet_service; }
        map {{RuleNames.PublishedV4}} { type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service; }
        map {{RuleNames.PublishedV6}} { type ipv6_addr . inet_proto . inet_service : ipv6_addr . inet_service; }
        map {{RuleNames.PublishedEverywhereV4}} { type inet_proto . inet_service : ipv4_addr . inet_service; }
        map {{RuleNames.PublishedEverywhereV6}} { type inet_proto . inet_service : ipv6_addr . inet_service; }
        """);

    // Our bridges have route_localnet, without which the host could not reach published ports by 127.0.0.1. With it, what arrives there for
    // or from 127/8 would reach services that listen on loopback only (CVE-2020-8558). Replies to the host's own clients are not concerned:
    // they become 127.0.0.1 after this hook.
    private static void WriteGuard(NftablesScript script) => script.Add($$"""
        chain guard {
            type filter hook prerouting priority -300; policy accept;
            iifname != "lo" ip daddr 127.0.0.0/8 drop
            iifname @{{RuleNames.Bridges}} ip saddr 127.0.0.0/8 drop
        }
        """);

    // Not what is for ::1, whose sender no answer from elsewhere would find: the shim relays that.
    private static void WriteTranslation(NftablesScript script) => script.Add($$"""
        chain translate {
            dnat ip to ip daddr . meta l4proto . th dport map @{{RuleNames.PublishedV4}}
            dnat ip to meta l4proto . th dport map @{{RuleNames.PublishedEverywhereV4}}
            dnat ip6 to ip6 daddr . meta l4proto . th dport map @{{RuleNames.PublishedV6}}
            ip6 daddr != ::1 dnat ip6 to meta l4proto . th dport map @{{RuleNames.PublishedEverywhereV6}}
        }
        chain arriving {
            type nat hook prerouting priority -100; policy accept;
            fib daddr type local jump translate
        }
        chain own {
            type nat hook output priority -100; policy accept;
            fib daddr type local jump translate
        }
        """);

    // Source addresses are kept, but for those that an answer would not find its way back from: loopback; a container of the same network, or
    // the container itself, whose answer would go straight to it, untranslated; and containers that speak to the world outside. The second is
    // matched by addresses, for the interface that a bridged packet came in by is not known at this hook.
    private static void WriteMasquerade(NftablesScript script) => script.Add($$"""
        chain leaving {
            type nat hook postrouting priority 100; policy accept;
            oifname @{{RuleNames.Bridges}} ip saddr 127.0.0.0/8 masquerade
            ct status dnat ip saddr . ip daddr @{{RuleNames.SameSubnetV4}} masquerade
            ct status dnat ip6 saddr . ip6 daddr @{{RuleNames.SameSubnetV6}} masquerade
            oifname != @{{RuleNames.Bridges}} ip saddr @{{RuleNames.SubnetsV4}} masquerade
            oifname != @{{RuleNames.Bridges}} ip6 saddr @{{RuleNames.SubnetsV6}} masquerade
        }
        """);

    private static void WriteAdmission(NftablesScript script, RuleState state)
    {
        if (state.ClosesV4)
        {
            WriteClosed(script, RuleNames.ClosedV4, v6: false);
        }

        if (state.ClosesV6)
        {
            WriteClosed(script, RuleNames.ClosedV6, v6: true);
        }

        script.Add($$"""
            chain admit {
                type filter hook forward priority 0; policy accept;
                ct state established,related accept
                iifname . oifname @{{RuleNames.Within}} accept
                iifname @{{RuleNames.Internal}} drop
                oifname @{{RuleNames.Internal}} drop
                ct status dnat accept
                iifname != {{InstanceNames.AnyBridge}} iifname != @{{RuleNames.Bridges}} oifname @{{RuleNames.Bridges}} ip daddr . meta l4proto . th dport @{{RuleNames.OpenV4}} accept
                iifname != {{InstanceNames.AnyBridge}} iifname != @{{RuleNames.Bridges}} oifname @{{RuleNames.Bridges}} ip6 daddr . meta l4proto . th dport @{{RuleNames.OpenV6}} accept
                iifname != {{InstanceNames.AnyBridge}} iifname != @{{RuleNames.Bridges}} oifname @{{RuleNames.Unprotected}} accept
                oifname @{{RuleNames.Bridges}} drop
            """);
        if (state.ClosesV4)
        {
            script.Add($"jump {RuleNames.ClosedV4}");
        }

        if (state.ClosesV6)
        {
            script.Add($"jump {RuleNames.ClosedV6}");
        }

        script.Add($$"""}""");
    }

    // The host forwarded nothing until an instance of ours came; so it still forwards nothing between interfaces that are none of ours.
    private static void WriteClosed(NftablesScript script, NftablesName chain, bool v6)
    {
        script.Add($$"""chain {{chain}} {""");
        if (v6)
        {
            script.Add($"meta nfproto ipv6 iifname != {InstanceNames.AnyBridge} oifname != {InstanceNames.AnyBridge} iifname != @{RuleNames.Bridges} oifname != @{RuleNames.Bridges} drop");
        }
        else
        {
            script.Add($"meta nfproto ipv4 iifname != {InstanceNames.AnyBridge} oifname != {InstanceNames.AnyBridge} iifname != @{RuleNames.Bridges} oifname != @{RuleNames.Bridges} drop");
        }

        script.Add($$"""}""");
    }
}
