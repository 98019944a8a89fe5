using Gantry.Linux;
using Gantry.Linux.Cgroups;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Cgroups;

/// <summary>The control groups of one container, whichever hierarchy the machine has and whoever makes them.</summary>
/// <remarks>
/// The order of a create: <see cref="Create"/>; <c>clone3</c> with CLONE_INTO_CGROUP where <see cref="Directory"/> is not null; then the child itself
/// writes "0" to each of <see cref="OpenTaskFiles"/>, or the parent calls <see cref="Add"/> where <see cref="NeedsAdd"/> says so.
/// </remarks>
public abstract class ContainerCgroup : IDisposable
{
    /// <summary>How long a freeze may take before it is given up.</summary>
    protected static readonly TimeSpan FreezePatience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan RemovalPatience = TimeSpan.FromSeconds(10);

    /// <summary>True once the groups are this container's: what is there before may be another's, and is neither killed nor removed.</summary>
    public bool IsMade { get; private protected set; }

    /// <summary>Where the groups are. With the systemd driver known fully only after <see cref="Add"/>.</summary>
    public abstract CgroupLocation Location { get; }

    /// <summary>The group of the v2 hierarchy, for CLONE_INTO_CGROUP; null where there is none yet or at all.</summary>
    /// <remarks>On a hybrid machine the group below <c>unified</c>: the v1 groups are then still to be joined.</remarks>
    public abstract FileDescriptor? Directory { get; }

    /// <summary>True where a new process must be added by <see cref="Add"/>: the systemd driver, whose unit is made around its first process.</summary>
    public abstract bool NeedsAdd { get; }

    /// <summary>Makes the groups and sets the limits.</summary>
    /// <exception cref="CgroupException">The group exists and has processes, or a limit cannot be set.</exception>
    /// <param name="resources">Null for no limits.</param>
    /// <param name="occupied">True where the group may have processes already: systemd has made it around the first one.</param>
    public abstract void Create(LinuxResources? resources, bool occupied = false);

    /// <summary>The v1 <c>tasks</c> files, open for writing: a process with one thread that writes "0" to each moves itself.</summary>
    /// <remarks>
    /// Moving oneself by "0" takes the kernel 0.1 ms for nine hierarchies; to be moved by one's pid, 8 ms, for that
    /// waits for an RCU grace period (cgroup_procs_write_start in kernel/cgroup/cgroup.c). Empty on cgroup v2.
    /// </remarks>
    public abstract IReadOnlyList<FileDescriptor> OpenTaskFiles();

    /// <summary>Moves a process, with all of its threads, into the groups.</summary>
    /// <param name="pid">As this process sees it.</param>
    /// <param name="beside">
    /// A process of the container whose own group is taken where the container has made groups below its own,
    /// so that the kernel refuses processes in the upper one; 0 for none.
    /// </param>
    public abstract void Add(int pid, int beside = 0);

    /// <summary>Changes the limits that <paramref name="resources"/> names and leaves the rest.</summary>
    /// <exception cref="CgroupException">A limit cannot be set.</exception>
    public abstract void Update(LinuxResources resources);

    /// <summary>Stops every process of the groups; returns when they stand still.</summary>
    public abstract void Freeze();

    public abstract void Thaw();

    public abstract bool IsFrozen { get; }

    /// <summary>Sends SIGKILL to every process of the groups and of those below; nothing to do before they are made or once they are gone.</summary>
    public void Kill()
    {
        if (IsMade)
        {
            KillAll();
        }
    }

    /// <summary>The processes of the groups and of those below, as this process sees them.</summary>
    public abstract IReadOnlyList<int> Processes();

    public abstract CgroupStatistics Statistics();

    /// <summary>Removes the groups and those below; nothing to do before they are made or once they are gone.</summary>
    /// <exception cref="CgroupException">A process would not leave in time.</exception>
    public void Delete()
    {
        if (IsMade)
        {
            Remove();
        }
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);

    protected abstract void KillAll();

    protected abstract void Remove();

    protected static void Remove(string path)
    {
        if (!CgroupRemoval.TryRemove(path, RemovalPatience))
        {
            using var group = CgroupDirectory.Open(path);
            throw new CgroupException(
                $"cannot remove {path}: processes {string.Join(", ", CgroupTree.Processes(group))} are still in it after {RemovalPatience.TotalSeconds} s");
        }
    }
}
