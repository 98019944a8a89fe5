using System.Runtime.CompilerServices;
using System.Text;

namespace Gantry.Linux.Nftables;

/// <summary>The text of one transaction: it happens as a whole or not at all.</summary>
/// <remarks>
/// Whatever varies is put into a <see cref="NftablesLine"/>, whose holes take typed values and no strings; so nothing that somebody else
/// wrote can be read as syntax. That matters doubly, since libnftables ends the process on some bad input.
/// </remarks>
public sealed class NftablesScript
{
    internal StringBuilder Text { get; } = new();

    public bool IsEmpty => Text.Length == 0;

    /// <summary>Adds a command, or several lines of them, in the language of nft(8).</summary>
    public NftablesScript Add([InterpolatedStringHandlerArgument("")] NftablesLine line)
    {
        line.End();
        return this;
    }

    public override string ToString() => Text.ToString();
}
