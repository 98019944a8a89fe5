namespace Gantry.Linux.Cgroups;

/// <summary>A group together with all groups below it.</summary>
public static class CgroupTree
{
    /// <summary>How many levels below the first are walked: each keeps a descriptor open, and no honest container nests so deep.</summary>
    public const int MaxDepth = 128;

    /// <summary>Calls <paramref name="visit"/> for each group, those below before those above.</summary>
    /// <exception cref="LinuxException">ELOOP: there are groups more than <see cref="MaxDepth"/> levels down.</exception>
    public static void Visit(CgroupDirectory top, Action<CgroupDirectory> visit) => Visit(top, visit, 0);

    /// <summary>The processes of all groups, as this process sees them; one that it cannot see (another pid namespace) is left out.</summary>
    public static List<int> Processes(CgroupDirectory top)
    {
        var processes = new List<int>();
        Visit(top, group => AddProcesses(group, processes));
        return processes;
    }

    private static void Visit(CgroupDirectory group, Action<CgroupDirectory> visit, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new LinuxException("walk", Errno.ELOOP, group.Path);
        }

        foreach (var name in group.Children())
        {
            using var child = group.TryOpenChild(name);
            if (child is not null)
            {
                Visit(child, visit, depth + 1);
            }
        }

        visit(group);
    }

    private static void AddProcesses(CgroupDirectory group, List<int> processes)
    {
        // A threaded group (v2) does not list processes: those are listed in its domain, above it.
        foreach (var line in (group.TryRead("cgroup.procs") ?? "").AsSpan().EnumerateLines())
        {
            if (int.TryParse(line, out var process) && process > 0)
            {
                processes.Add(process);
            }
        }
    }
}
