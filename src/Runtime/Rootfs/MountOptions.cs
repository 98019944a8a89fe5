using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Rootfs;

/// <summary>A mount's options, sorted: what is an attribute of the mount, what is its propagation, and what its file system is told.</summary>
/// <remarks>runtime-spec config.md "Linux mount options", mount(8)</remarks>
internal sealed class MountOptions
{
    private readonly List<string> _data = [];

    private MountOptions()
    {
    }

    public MountAttributes Set { get; private set; }
    public MountAttributes Clear { get; private set; }

    /// <summary>Of the mount and all below it: <c>rro</c>, <c>rnosuid</c> …</summary>
    public MountAttributes RecursiveSet { get; private set; }

    public MountAttributes RecursiveClear { get; private set; }

    public MountPropagation Propagation { get; private set; }
    public bool PropagationIsRecursive { get; private set; }

    public bool IsBind { get; private set; }
    public bool IsRecursiveBind { get; private set; }

    /// <summary>A tmpfs starts with a copy of what it covers.</summary>
    public bool CopyUp { get; private set; }

    public bool IsIdMapped { get; private set; }
    public bool IsRecursivelyIdMapped { get; private set; }

    /// <summary>Every option that is not its file system's alone.</summary>
    public static IEnumerable<string> Known =>
    [
        .. MountAttributeNames.All, "bind", "rbind", "idmap", "ridmap", "tmpcopyup",
        "private", "rprivate", "shared", "rshared", "slave", "rslave", "unbindable", "runbindable",
    ];

    /// <summary>The rest, for the file system: <c>name</c> or <c>name=value</c>.</summary>
    public IReadOnlyList<string> Data => _data;

    public static MountOptions Parse(IReadOnlyList<string> options)
    {
        var parsed = new MountOptions();
        foreach (var option in options)
        {
            parsed.Apply(option);
        }

        return parsed;
    }

    /// <summary>The whole of what mount_setattr has to do to the mount itself.</summary>
    public MountChange Change => new()
    {
        Set = Set,
        Clear = Clear | (((Set | Clear) & Kernel.AccessTimeBits) != 0 ? Kernel.AccessTimeBits : 0),
    };

    /// <summary>What it has to do to the mount and all below it; nothing where both masks are empty.</summary>
    public MountChange RecursiveChange => new()
    {
        Set = RecursiveSet,
        Clear = RecursiveClear | (((RecursiveSet | RecursiveClear) & Kernel.AccessTimeBits) != 0 ? Kernel.AccessTimeBits : 0),
    };

    private void Apply(string option)
    {
        if (TryAttribute(option) || TryPropagation(option))
        {
            return;
        }

        switch (option)
        {
            case "bind":
                IsBind = true;
                break;
            case "rbind":
                IsBind = IsRecursiveBind = true;
                break;
            case "tmpcopyup":
                CopyUp = true;
                break;
            case "idmap":
                IsIdMapped = true;
                break;
            case "ridmap":
                IsIdMapped = IsRecursivelyIdMapped = true;
                break;
            case "defaults" or "loud" or "nostrictatime" or "norelatime" or "" or "nofail" or "_netdev":
                break;
            default:
                _data.Add(option);
                break;
        }
    }

    private bool TryAttribute(string option)
    {
        if (MountAttributeNames.Find(option) is { } attribute)
        {
            // The later of two contradicting options wins, as with mount(8).
            Set = (Set & ~attribute.Clear) | attribute.Set;
            Clear = (Clear & ~attribute.Set) | attribute.Clear;
            return true;
        }

        if (option.StartsWith('r') && MountAttributeNames.Find(option[1..]) is { } recursive)
        {
            RecursiveSet = (RecursiveSet & ~recursive.Clear) | recursive.Set;
            RecursiveClear = (RecursiveClear & ~recursive.Set) | recursive.Clear;
            return true;
        }

        return false;
    }

    private bool TryPropagation(string option)
    {
        var recursive = option.StartsWith('r');
        MountPropagation? propagation = (recursive ? option[1..] : option) switch
        {
            "private" => MountPropagation.Private,
            "shared" => MountPropagation.Shared,
            "slave" => MountPropagation.Slave,
            "unbindable" => MountPropagation.Unbindable,
            _ => null,
        };
        Propagation = propagation ?? Propagation;
        PropagationIsRecursive = propagation is null ? PropagationIsRecursive : recursive;
        return propagation is not null;
    }
}
