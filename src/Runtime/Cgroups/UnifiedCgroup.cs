using Gantry.Linux;
using Gantry.Linux.Cgroups;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Cgroups;

/// <summary>One group of the v2 tree.</summary>
public sealed class UnifiedCgroup : ContainerCgroup
{
    private readonly string top;
    private CgroupDirectory? group;

    /// <summary>Speaks of a group that need not be there yet.</summary>
    /// <param name="path">The group's directory.</param>
    /// <param name="top">The top of the tree, from which a new group's controllers are handed down.</param>
    internal UnifiedCgroup(string path, string top)
    {
        Path = path;
        this.top = top;
    }

    public string Path { get; }

    public override CgroupLocation Location => new() { Paths = new Dictionary<string, string> { [CgroupLocation.Unified] = Path } };

    public override FileDescriptor? Directory => Group.Descriptor;

    public override bool NeedsAdd => false;

    public override bool IsFrozen => UnifiedFreezer.IsFrozen(Group);

    internal bool HasProcesses => CgroupEvents.Is(Group, "populated");

    private CgroupDirectory Group => group ??= CgroupDirectory.Open(Path);

    public override void Create(LinuxResources? resources, bool occupied = false)
    {
        using var made = new NewGroups();
        Make(made, occupied);
        var delegation = Delegation.HandDown(top, Group);
        if (resources is not null)
        {
            delegation.RefuseMissing(resources);
            Update(resources);
        }

        made.Keep();
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

    public override void Kill()
    {
        if (TryKillAtOnce())
        {
            return;
        }

        // Before Linux 5.14. A process that is frozen here dies all the same.
        UnifiedFreezer.TryFreeze(Group, FreezePatience);
        CgroupKill.KillEach(Group);
        Thaw();
    }

    public override IReadOnlyList<int> Processes() => CgroupTree.Processes(Group);

    public override CgroupStatistics Statistics() => UnifiedStatistics.Read(Group);

    public override void Delete() => Remove(Path);

    /// <summary>Only makes the group: as the twin of v1 groups it needs no controllers.</summary>
    internal void Make(NewGroups made, bool occupied)
    {
        if (!made.Make(Path) && !occupied)
        {
            NewGroups.RefuseOccupied(Group);
        }
    }

    internal bool TryKillAtOnce() => CgroupKill.TryKillAtOnce(Group);

    protected override void Dispose(bool disposing) => group?.Dispose();
}
