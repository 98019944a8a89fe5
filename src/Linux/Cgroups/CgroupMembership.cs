namespace Gantry.Linux.Cgroups;

/// <summary>The group of a process in one hierarchy.</summary>
/// <param name="Controllers">As the kernel lists them: <c>cpu,cpuacct</c>, <c>name=systemd</c>; empty for the v2 tree.</param>
/// <param name="Group">From the top of the hierarchy, as this process sees it.</param>
/// <remarks>proc_pid_cgroup(5)</remarks>
public sealed record CgroupMembership(string Controllers, string Group)
{
    /// <summary>The groups of a process that this process can see.</summary>
    public static List<CgroupMembership> Of(int pid) => Parse(KernelText.ReadFile($"/proc/{pid}/cgroup"));

    public static List<CgroupMembership> Parse(string text)
    {
        var memberships = new List<CgroupMembership>();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            // "4:memory:/some/group": the group may contain colons, the controllers cannot.
            var first = line.IndexOf(':');
            var length = line[(first + 1)..].IndexOf(':');
            if (first >= 0 && length >= 0)
            {
                var second = first + 1 + length;
                memberships.Add(new CgroupMembership(line[(first + 1)..second].ToString(), line[(second + 1)..].ToString()));
            }
        }

        return memberships;
    }
}
