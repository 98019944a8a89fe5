using Gantry.Linux.Netlink;
using Gantry.Linux.Nftables;

namespace Gantry.Containers.Networks;

/// <summary>What an instance calls its objects in the kernel, so that it knows them again and leaves those of others alone.</summary>
public sealed class InstanceNames
{
    /// <summary>A bridge's name is this, the instance's eight digits, a dash and the bridge's number.</summary>
    private const string BridgeStart = "gtr";

    private const string TableStart = "gantry-";

    private readonly string _shortId;

    /// <summary>Names for an instance.</summary>
    /// <param name="shortId">At most eight letters and digits.</param>
    /// <exception cref="ArgumentException">It is longer, or has other characters.</exception>
    public InstanceNames(string shortId)
    {
        // A dash in it would make the bridges of "a-b" look like those of "a".
        if (shortId.Length is 0 or > 8 || !shortId.All(char.IsAsciiLetterOrDigit))
        {
            throw new ArgumentException($"an instance's short id has one to eight letters and digits: \"{shortId}\"", nameof(shortId));
        }

        _shortId = shortId;
        Table = new NftablesName(TableStart + shortId);
        Probe = new NftablesName($"{TableStart}{shortId}-probe");
    }

    /// <summary>The bridges of every instance on this machine.</summary>
    public static InterfacePrefix AnyBridge { get; } = new(new InterfaceName(BridgeStart));

    /// <summary>The packet rules, in the family inet.</summary>
    public NftablesName Table { get; }

    /// <summary>A table that comes and goes, by which the instance learns how its own changes look from outside.</summary>
    internal NftablesName Probe { get; }

    /// <summary>Of the bridge with a number from 0 to 999; the default network's is 0.</summary>
    public InterfaceName Bridge(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, 999);
        return new InterfaceName($"{BridgeStart}{_shortId}-{number}");
    }

    /// <summary>Whether an interface is a bridge of this instance.</summary>
    internal bool IsBridge(string name) => name.StartsWith($"{BridgeStart}{_shortId}-", StringComparison.Ordinal);

    /// <summary>Whether a table is of this or of another instance.</summary>
    internal static bool IsTableOfAnyInstance(string name) => name.StartsWith(TableStart, StringComparison.Ordinal);
}
