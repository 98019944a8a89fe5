namespace Gantry.Linux.Nftables;

/// <summary>nftables refused a transaction, or cannot be had at all; nothing of the transaction happened.</summary>
public sealed class NftablesException(string message, Exception? cause = null) : IOException(message, cause);
