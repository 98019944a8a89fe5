using Gantry.Linux;
using Gantry.Linux.Cgroups;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Cgroups.Systemd;

/// <summary>
/// Groups that systemd makes, as a scope around the container's first process, and hands over to us (<c>Delegate=yes</c>);
/// everything but making, limiting and removing them is done on the groups themselves.
/// </summary>
/// <remarks>https://systemd.io/CGROUP_DELEGATION</remarks>
public sealed class SystemdCgroup : ContainerCgroup
{
    private readonly ContainerCgroup _groups;
    private readonly UnitName? _name;
    private readonly string _unit;
    private LinuxResources? _resources;

    /// <summary>A unit that <see cref="Add"/> will start.</summary>
    internal SystemdCgroup(ContainerCgroup groups, UnitName name)
    {
        _groups = groups;
        _name = name;
        _unit = name.Unit;
    }

    /// <summary>A unit that runs, or has run.</summary>
    internal SystemdCgroup(ContainerCgroup groups, string unit)
    {
        _groups = groups;
        _unit = unit;
        IsMade = true;
    }

    public override CgroupLocation Location => _groups.Location with { Unit = _unit };

    public override FileDescriptor? Directory => IsMade ? _groups.Directory : null;

    public override bool NeedsAdd => !IsMade;

    public override bool IsFrozen => IsMade && _groups.IsFrozen;

    private bool IsUnified => _groups is UnifiedCgroup;

    /// <summary>Keeps the limits: a scope cannot be made without a process.</summary>
    public override void Create(LinuxResources? resources, bool occupied = false) => _resources = resources ?? new LinuxResources();

    public override IReadOnlyList<FileDescriptor> OpenTaskFiles() => IsMade ? _groups.OpenTaskFiles() : [];

    public override void Add(int pid, int beside = 0)
    {
        if (_name is { } name && _resources is { } resources && !IsMade)
        {
            Start(name, resources, pid);
            _groups.Create(resources, occupied: true);
            if (IsUnified)
            {
                return;
            }
        }

        // On v1 systemd has put it into its own hierarchies only.
        _groups.Add(pid, beside);
    }

    public override void Update(LinuxResources resources)
    {
        var properties = new UnitProperties();
        UnitLimits.Add(properties, resources, IsUnified);
        if (properties.Count > 0)
        {
            using var systemd = SystemdManager.Connect();
            systemd.SetUnitProperties(_unit, properties);
        }

        _groups.Update(resources);
    }

    public override void Freeze() => _groups.Freeze();

    public override void Thaw() => _groups.Thaw();

    public override IReadOnlyList<int> Processes() => IsMade ? _groups.Processes() : [];

    public override CgroupStatistics Statistics() => _groups.Statistics();

    protected override void KillAll() => _groups.Kill();

    protected override void Remove()
    {
        using (var systemd = SystemdManager.Connect())
        {
            systemd.StopUnit(_unit);
            systemd.ResetFailedUnit(_unit);
        }

        _groups.Delete();
    }

    protected override void Dispose(bool disposing) => _groups.Dispose();

    private void Start(UnitName name, LinuxResources resources, int pid)
    {
        var properties = new UnitProperties();
        properties.Add("Description", $"gantry container {name.Unit}");
        properties.Add("Slice", name.Slice);
        properties.Add("PIDs", [(uint)pid]);
        properties.Add("Delegate", true);
        properties.Add("DefaultDependencies", false);
        properties.Add("CPUAccounting", true);
        properties.Add("MemoryAccounting", true);
        properties.Add("TasksAccounting", true);
        properties.Add(IsUnified ? "IOAccounting" : "BlockIOAccounting", true);
        UnitLimits.Add(properties, resources, IsUnified);
        using var systemd = SystemdManager.Connect();
        systemd.StartTransientUnit(name.Unit, properties);
        IsMade = true;
    }
}
