using System.Text.Json;
using Gantry.Linux.Nftables;
using Microsoft.Extensions.Logging;

namespace Gantry.Containers.Networks.Rules;

/// <summary>Warns of other people's rules that stop our traffic, whether they were there first or come later. Lives on the rules' thread.</summary>
internal sealed partial class ForeignWatch(TimeProvider time, ILogger logger)
{
    // Somebody who changes rules all the time, as a firewall at its start, shall not make us read them all the time.
    private const int PauseMilliseconds = 1000;

    private HashSet<ForeignBlock> _known = [];
    private bool _due = true;
    private long? _last;

    public void Hear(NftablesNotice notice) => _due |= notice.Event == NftablesEvent.Lost
        || (notice.Event == NftablesEvent.RulesChanged && !InstanceNames.IsTableOfAnyInstance(notice.Table));

    /// <summary>Looks where it is due.</summary>
    /// <returns>After how many milliseconds it wants to look again even if nothing happens; -1 is never.</returns>
    public int Look(NftablesContext context)
    {
        if (!_due)
        {
            return -1;
        }

        if (_last is { } last && time.GetElapsedTime(last).TotalMilliseconds is < PauseMilliseconds and var elapsed)
        {
            return (int)(PauseMilliseconds - elapsed) + 1;
        }

        _last = time.GetTimestamp();
        try
        {
            Tell(ForeignRules.Find(context));
            _due = false;
            return -1;
        }
        catch (Exception error) when (error is NftablesException or JsonException)
        {
            LogNotRead(error);
            return PauseMilliseconds;
        }
    }

    private void Tell(IReadOnlyList<ForeignBlock> blocks)
    {
        foreach (var block in blocks.Where(block => !_known.Contains(block)))
        {
            LogBlocked(block.Family, block.Table, block.Chain, string.Join("; ", block.Remedy));
        }

        _known = [.. blocks];
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The chain {Chain} of the nftables table {Family} {Table} drops what containers send and receive. To let it through: {Remedy}")]
    private partial void LogBlocked(string family, string table, string chain, string remedy);

    [LoggerMessage(Level = LogLevel.Information, Message = "Other people's packet rules cannot be read at the moment")]
    private partial void LogNotRead(Exception error);
}
