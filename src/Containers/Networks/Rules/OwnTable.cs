using Gantry.Linux.Nftables;

namespace Gantry.Containers.Networks.Rules;

/// <summary>Tells from the notices whether somebody else touched our table. Lives on the rules' thread.</summary>
/// <remarks>
/// A notice names the netlink port of the socket by which the change was made. libnftables does not say which port is its own, and opens
/// another socket when a listing is disturbed; so a probe table is added and deleted, and the notice of that one shows it.
/// </remarks>
internal sealed class OwnTable(InstanceNames names)
{
    private const byte Inet = 1;

    private readonly string _table = names.Table.ToString();
    private readonly string _probe = names.Probe.ToString();
    private uint _ownPort;

    /// <summary>Whether the table may differ from what we made it.</summary>
    public bool Touched { get; private set; }

    public void Hear(NftablesNotice notice)
    {
        if (notice.Event == NftablesEvent.Lost)
        {
            Touched = true;
        }
        else if (notice.Family == Inet && notice.Table == _probe && notice.Event == NftablesEvent.TableAdded)
        {
            _ownPort = notice.Port;
        }
        else if (notice.Family == Inet && notice.Table == _table && notice.Port != _ownPort)
        {
            Touched = true;
        }
    }

    /// <summary>Learns how our own changes look at present.</summary>
    public void Learn(NftablesContext context, RulesThread thread)
    {
        context.Run(new NftablesScript().Add($"add table inet {names.Probe}").Add($"delete table inet {names.Probe}"));
        thread.Drain();
    }

    /// <summary>The table was written anew.</summary>
    public void Restored() => Touched = false;
}
