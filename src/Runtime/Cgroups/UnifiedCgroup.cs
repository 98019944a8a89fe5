using Gantry.Linux;
using Gantry.Linux.Cgroups;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Cgroups;

/// <summary>One group of the v2 tree.</summary>
public sealed class UnifiedCgroup : ContainerCgroup
{
    private readonly string _top;
    private CgroupDirectory? _group;

    /// <summary>Speaks of a group that need not be there yet.</summary>
    /// <param name="path">The group's directory.</param>
    /// <param name="top">The top of the tree, from which a new group's controllers are handed down.</param>
    internal UnifiedCgroup(string path, string top)
    {
        Path = path;
        _top = top;
    }

    /// <summary>Speaks of a group that was made earlier.</summary>
    internal UnifiedCgroup(string path)
        : this(path, path) => IsMade = true;

    public string Path { get; }

    public override CgroupLocation Location => new() { Paths = new Dictionary<string, string> { [CgroupLocation.Unified] = Path } };

    public override FileDescriptor? Directory => Group.Descriptor;

    public override bool NeedsAdd => false;

    public override bool IsFrozen => GroupIfThere is { } group && UnifiedFreezer.IsFrozen(group);

    internal bool HasProcesses => GroupIfThere is { } group && CgroupEvents.Is(group, "populated");

    private CgroupDirectory Group => _group ??= CgroupDirectory.Open(Path);

    // systemd removes the group of a scope as soon as its last process has ended.
    private CgroupDirectory? GroupIfThere => _group ??= CgroupDirectory.TryOpen(Path);

    public override void Create(LinuxResources? resources, bool occupied = false)
    {
        using var made = new NewGroups();
        Make(made, occupied);
        var delegation = Delegation.HandDown(_top, Group);
        if (resources is not null)
        {
            delegation.RefuseMissing(resources);
            Update(resources);
        }

        made.Keep();
        IsMade = true;
    }

    public override IReadOnlyList<FileDescriptor> OpenTaskFiles() => [];

    public override void Add(int pid, int beside = 0) => UnifiedMember.Add(Group, pid, beside);

    public override void Update(LinuxResources resources)
    {
        foreach (var controller in Controllers.V2)
        {
            controller.Apply(Group, resources);
        }

        V2.Unified.Apply(Group, resources);
    }

    public override void Freeze()
    {
        if (!UnifiedFreezer.TryFreeze(Group, FreezePatience))
        {
            throw new CgroupException("unable to freeze: a process cannot be stopped (uninterruptible sleep)");
        }
    }

    public override void Thaw() => UnifiedFreezer.Thaw(Group);

    protected override void KillAll()
    {
        if (GroupIfThere is not { } group || CgroupKill.TryKillAtOnce(group))
        {
            return;
        }

        try
        {
            // Before Linux 5.14. A process that is frozen here dies all the same.
            UnifiedFreezer.TryFreeze(group, FreezePatience);
            CgroupKill.KillEach(group);
            UnifiedFreezer.Thaw(group);
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOENT or Errno.ENODEV && !System.IO.Directory.Exists(Path))
        {
            // systemd removes a scope's group as soon as the last process has left it.
        }
    }

    public override IReadOnlyList<int> Processes() => GroupIfThere is { } group ? CgroupTree.Processes(group) : [];

    public override CgroupStatistics Statistics() => UnifiedStatistics.Read(Group);

    protected override void Remove() => Remove(Path);

    /// <summary>Only makes the group: as the twin of v1 groups it needs no controllers.</summary>
    internal void MakeAlone(NewGroups made, bool occupied)
    {
        Make(made, occupied);
        IsMade = true;
    }

    internal bool TryKillAtOnce() => CgroupKill.TryKillAtOnce(Group);

    protected override void Dispose(bool disposing) => _group?.Dispose();

    private void Make(NewGroups made, bool occupied)
    {
        if (!made.Make(Path) && !occupied)
        {
            NewGroups.RefuseOccupied(Group);
        }
    }
}
