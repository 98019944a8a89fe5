using Gantry.Linux;
using Gantry.Linux.Cgroups;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Cgroups;

/// <summary>A group in each v1 hierarchy, and on a hybrid machine a twin in the v2 tree, which freezes and kills better.</summary>
public sealed class LegacyCgroup : ContainerCgroup
{
    private readonly LegacyGroup[] _groups;
    private readonly UnifiedCgroup? _twin;

    internal LegacyCgroup(LegacyGroup[] groups, UnifiedCgroup? twin, bool isMade)
    {
        IsMade = isMade;
        _groups = groups;
        _twin = twin;
    }

    public override CgroupLocation Location
    {
        get
        {
            var paths = new Dictionary<string, string>();
            foreach (var group in _groups)
            {
                foreach (var controller in group.Controllers)
                {
                    paths[controller] = group.Path;
                }
            }

            if (_twin is not null)
            {
                paths[CgroupLocation.Unified] = _twin.Path;
            }

            return new CgroupLocation { Paths = paths };
        }
    }

    public override FileDescriptor? Directory => _twin?.Directory;

    public override bool NeedsAdd => false;

    public override bool IsFrozen => _twin?.IsFrozen == true || (FindIfThere("freezer") is { } freezer && LegacyFreezer.IsFrozen(freezer));

    private bool TwinHasProcesses => _twin?.HasProcesses == true;

    public override void Create(LinuxResources? resources, bool occupied = false)
    {
        using var made = new NewGroups();
        foreach (var group in _groups)
        {
            Make(made, group, occupied);
        }

        _twin?.MakeAlone(made, occupied);
        if (resources is not null)
        {
            Update(resources);
        }

        made.Keep();
        IsMade = true;
    }

    public override IReadOnlyList<FileDescriptor> OpenTaskFiles()
    {
        var files = new FileDescriptor[_groups.Length];
        for (var i = 0; i < files.Length; i++)
        {
            files[i] = _groups[i].Directory.OpenFile("tasks", OpenFlags.WriteOnly);
        }

        return files;
    }

    public override void Add(int pid, int beside = 0)
    {
        foreach (var group in _groups)
        {
            group.Directory.Write("cgroup.procs", pid);
        }

        _twin?.Add(pid, beside);
    }

    public override void Update(LinuxResources resources)
    {
        if (resources.Unified is { Count: > 0 })
        {
            throw new CgroupException("linux.resources.unified: cgroup v1 is in use here, which has no such files");
        }

        foreach (var controller in Controllers.V1)
        {
            if (Find(controller.Name) is { } group)
            {
                controller.Apply(group, resources);
            }
            else if (controller.IsAsked(resources))
            {
                throw new CgroupException($"cannot set limits of {controller.Name}: this machine has no cgroup v1 controller of that name");
            }
        }
    }

    public override void Freeze()
    {
        if (TwinHasProcesses)
        {
            _twin?.Freeze();
        }
        else if (!LegacyFreezer.TryFreeze(Freezer(), FreezePatience))
        {
            throw new CgroupException("unable to freeze: a process cannot be stopped (uninterruptible sleep)");
        }
    }

    public override void Thaw()
    {
        _twin?.Thaw();
        LegacyFreezer.Thaw(Freezer());
    }

    protected override void KillAll()
    {
        if (TwinHasProcesses && _twin?.TryKillAtOnce() == true)
        {
            return;
        }

        if (_groups[0].DirectoryIfThere is not { } any)
        {
            return;
        }

        var freezer = FindIfThere("freezer");
        var frozen = freezer is not null && LegacyFreezer.TryFreeze(freezer, FreezePatience);
        try
        {
            CgroupKill.KillEach(any);
        }
        finally
        {
            // A frozen process does not die. The twin is not frozen by us, and a runtime that was killed may never have made it.
            if (frozen && freezer is not null)
            {
                LegacyFreezer.Thaw(freezer);
            }
        }
    }

    public override IReadOnlyList<int> Processes() =>
        _groups[0].DirectoryIfThere is { } group ? CgroupTree.Processes(group) : [];

    public override CgroupStatistics Statistics() => new()
    {
        Cpu = Find("cpuacct") is { } cpuacct ? LegacyStatistics.Cpu(Find("cpu"), cpuacct) : null,
        Memory = Find("memory") is { } memory ? LegacyStatistics.Memory(memory) : null,
        Pids = Find("pids") is { } pids ? UnifiedStatistics.Pids(pids) : null,
        BlockIo = Find("blkio") is { } blockIo ? LegacyStatistics.BlockIo(blockIo) : null,
        Hugetlb = Find("hugetlb") is { } hugetlb ? LegacyStatistics.Hugetlb(hugetlb) : null,
    };

    protected override void Remove()
    {
        foreach (var group in _groups)
        {
            Remove(group.Path);
        }

        _twin?.Delete();
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var group in _groups)
        {
            group.Dispose();
        }

        _twin?.Dispose();
    }

    private static void Make(NewGroups made, LegacyGroup group, bool occupied)
    {
        if (!made.Make(group.Path) && !occupied)
        {
            NewGroups.RefuseOccupied(group.Directory);
        }

        if (group.Has("cpuset"))
        {
            V1.Cpuset.Inherit(group.Path);
        }
    }

    private CgroupDirectory? Find(string controller) => GroupOf(controller)?.Directory;

    private CgroupDirectory? FindIfThere(string controller) => GroupOf(controller)?.DirectoryIfThere;

    private LegacyGroup? GroupOf(string controller) => Array.Find(_groups, group => group.Has(controller));

    private CgroupDirectory Freezer() =>
        Find("freezer") ?? throw new CgroupException("cannot freeze: the controller freezer of cgroup v1 is not mounted here");
}
