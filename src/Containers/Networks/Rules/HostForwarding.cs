using Gantry.Linux.Nftables;

namespace Gantry.Containers.Networks.Rules;

/// <summary>Switches forwarding on where it is off, without opening the host, and off again at the end.</summary>
/// <remarks>
/// Several instances share the switch: whoever finds it on and an instance's mark (<see cref="RuleNames.ClosedV4"/>) beside it takes over
/// the duty, and the last to go restores. Both steps happen under the <see cref="HostLock"/>, on a thread of the host's namespace.
/// </remarks>
internal sealed class HostForwarding(InstanceNames names, string recordPath)
{
    private readonly SysctlRecord _record = new(recordPath);

    /// <summary>Whether it falls to us to keep the host closed for IPv4, now and until the end.</summary>
    public bool ClosesV4(NftablesContext context) => Closes(Sysctl.ForwardingV4, OtherInstances.Read(context, names.Table).CloseV4);

    /// <summary>As <see cref="ClosesV4"/>.</summary>
    public bool ClosesV6(NftablesContext context) => Closes(Sysctl.ForwardingV6, OtherInstances.Read(context, names.Table).CloseV6);

    /// <summary>To be called when the rules that keep the host closed are there.</summary>
    public void SwitchOnV4(bool closes) => SwitchOn(Sysctl.ForwardingV4, closes);

    /// <summary>As <see cref="SwitchOnV4"/>.</summary>
    /// <param name="links">The host's interfaces: one that heeds router advertisements would stop doing so, and lose its default route.</param>
    public void SwitchOnV6(bool closes, IEnumerable<string> links)
    {
        foreach (var setting in links.Select(Sysctl.AcceptAdvertisements).Where(setting => setting.Exists && setting.Read() == "1"))
        {
            _record.Change(setting, "2");
        }

        SwitchOn(Sysctl.ForwardingV6, closes);
    }

    /// <summary>Sets back what we changed, unless another instance lives on it.</summary>
    public void Restore(NftablesContext context)
    {
        var others = OtherInstances.Read(context, names.Table);
        _record.Restore(setting => setting == Sysctl.ForwardingV4 ? others.CloseV4 : others.CloseV6);
    }

    private bool Closes(Sysctl forwarding, bool another) => another || _record.Before(forwarding) == "0" || forwarding.Read() == "0";

    private void SwitchOn(Sysctl forwarding, bool closes)
    {
        if (closes)
        {
            _record.Change(forwarding, was: "0", value: "1");
        }
    }
}
