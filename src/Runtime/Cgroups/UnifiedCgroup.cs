using Gantry.Linux;
using Gantry.Linux.Cgroups;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Cgroups;

/// <summary>One group of the v2 tree.</summary>
public sealed class UnifiedCgroup : ContainerCgroup
{
    private readonly string? delegateFrom;
    private CgroupDirectory? group;

    /// <summary>Speaks of a group that need not be there yet.</summary>
    /// <param name="path">The group's directory.</param>
    /// <param name="delegateFrom">The top of the tree, from which controllers are handed down; null to use none, as the twin of v1 groups does.</param>
    internal UnifiedCgroup(string path, string? delegateFrom)
    {
        Path = path;
        this.delegateFrom = delegateFrom;
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
        var made = GroupMaking.Make(Path);
        var complete = false;
        try
        {
            if (!made && !occupied)
            {
                GroupMaking.RefuseOccupied(Group);
            }

            var delegation = delegateFrom is null ? null : Delegation.HandDown(delegateFrom, Group);
            if (resources is not null)
            {
                delegation?.RefuseMissing(resources);
                Update(resources);
            }

            complete = true;
        }
        finally
        {
            if (made && !complete)
            {
                CgroupRemoval.TryRemove(Path, TimeSpan.Zero);
            }
        }
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

    internal bool TryKillAtOnce() => CgroupKill.TryKillAtOnce(Group);

    protected override void Dispose(bool disposing) => group?.Dispose();
}
