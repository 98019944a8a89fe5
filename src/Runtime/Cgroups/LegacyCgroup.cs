using Gantry.Linux;
using Gantry.Linux.Cgroups;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Cgroups;

/// <summary>A group in each v1 hierarchy, and on a hybrid machine a twin in the v2 tree, which freezes and kills better.</summary>
public sealed class LegacyCgroup : ContainerCgroup
{
    private readonly LegacyGroup[] groups;
    private readonly UnifiedCgroup? twin;

    internal LegacyCgroup(LegacyGroup[] groups, UnifiedCgroup? twin)
    {
        this.groups = groups;
        this.twin = twin;
    }

    public override CgroupLocation Location
    {
        get
        {
            var paths = new Dictionary<string, string>();
            foreach (var group in groups)
            {
                foreach (var controller in group.Controllers)
                {
                    paths[controller] = group.Path;
                }
            }

            if (twin is not null)
            {
                paths[CgroupLocation.Unified] = twin.Path;
            }

            return new CgroupLocation { Paths = paths };
        }
    }

    public override FileDescriptor? Directory => twin?.Directory;

    public override bool NeedsAdd => false;

    public override bool IsFrozen => twin?.IsFrozen == true || (Find("freezer") is { } freezer && LegacyFreezer.IsFrozen(freezer));

    private bool TwinHasProcesses => twin?.HasProcesses == true;

    public override void Create(LinuxResources? resources, bool occupied = false)
    {
        using var made = new NewGroups();
        foreach (var group in groups)
        {
            Make(made, group, occupied);
        }

        twin?.Make(made, occupied);
        if (resources is not null)
        {
            Update(resources);
        }

        made.Keep();
    }

    public override IReadOnlyList<FileDescriptor> OpenTaskFiles()
    {
        var files = new FileDescriptor[groups.Length];
        for (var i = 0; i < files.Length; i++)
        {
            files[i] = groups[i].Directory.OpenFile("tasks", OpenFlags.WriteOnly);
        }

        return files;
    }

    public override void Add(int pid, int beside = 0)
    {
        foreach (var group in groups)
        {
            group.Directory.Write("cgroup.procs", pid);
        }

        twin?.Add(pid, beside);
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
            twin?.Freeze();
        }
        else if (!LegacyFreezer.TryFreeze(Freezer(), FreezePatience))
        {
            throw new CgroupException("unable to freeze: a process cannot be stopped (uninterruptible sleep)");
        }
    }

    public override void Thaw()
    {
        twin?.Thaw();
        LegacyFreezer.Thaw(Freezer());
    }

    public override void Kill()
    {
        if (TwinHasProcesses && twin?.TryKillAtOnce() == true)
        {
            return;
        }

        var any = groups[0].Directory;
        var frozen = Find("freezer") is { } freezer && LegacyFreezer.TryFreeze(freezer, FreezePatience);
        try
        {
            CgroupKill.KillEach(any);
        }
        finally
        {
            // A frozen process does not die.
            if (frozen)
            {
                Thaw();
            }
        }
    }

    public override IReadOnlyList<int> Processes() => CgroupTree.Processes(groups[0].Directory);

    public override CgroupStatistics Statistics() => new()
    {
        Cpu = Find("cpuacct") is { } cpuacct ? LegacyStatistics.Cpu(Find("cpu"), cpuacct) : null,
        Memory = Find("memory") is { } memory ? LegacyStatistics.Memory(memory) : null,
        Pids = Find("pids") is { } pids ? UnifiedStatistics.Pids(pids) : null,
        BlockIo = Find("blkio") is { } blockIo ? LegacyStatistics.BlockIo(blockIo) : null,
        Hugetlb = Find("hugetlb") is { } hugetlb ? LegacyStatistics.Hugetlb(hugetlb) : null,
    };

    public override void Delete()
    {
        foreach (var group in groups)
        {
            Remove(group.Path);
        }

        twin?.Delete();
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var group in groups)
        {
            group.Dispose();
        }

        twin?.Dispose();
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

    private CgroupDirectory? Find(string controller)
    {
        foreach (var group in groups)
        {
            if (group.Has(controller))
            {
                return group.Directory;
            }
        }

        return null;
    }

    private CgroupDirectory Freezer() =>
        Find("freezer") ?? throw new CgroupException("cannot freeze: the controller freezer of cgroup v1 is not mounted here");
}
