using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Cgroups;

/// <summary>Kills every process of a group and of those below, those that are being forked at that moment too.</summary>
public static class CgroupKill
{
    private const int MaxRounds = 100;

    /// <summary>By the kernel's own file, in one step.</summary>
    /// <returns>False where this kernel or group has no such file (before Linux 5.14; a threaded group).</returns>
    /// <remarks>Documentation/admin-guide/cgroup-v2.rst "cgroup.kill"</remarks>
    public static bool TryKillAtOnce(CgroupDirectory group)
    {
        // ENODEV: the group was removed meanwhile, by systemd for one, which only an empty group can be.
        if (group.TryWrite("cgroup.kill", "1", out var errno) || errno == Errno.ENODEV)
        {
            return true;
        }

        return errno is Errno.ENOENT or Errno.EOPNOTSUPP ? false : throw new LinuxException("write", errno, $"{group.Path}/cgroup.kill");
    }

    /// <summary>One by one. Freeze the group before and thaw it after, so that no fork can outrun this.</summary>
    /// <exception cref="LinuxException">EAGAIN: new processes appeared faster than they could be killed, a hundred times.</exception>
    public static void KillEach(CgroupDirectory group)
    {
        var killed = new HashSet<int>();
        for (var round = 0; round < MaxRounds; round++)
        {
            var before = killed.Count;
            foreach (var process in CgroupTree.Processes(group))
            {
                if (killed.Add(process))
                {
                    Kill(process);
                }
            }

            if (killed.Count == before)
            {
                return;
            }
        }

        throw new LinuxException("kill", Errno.EAGAIN, group.Path);
    }

    private static void Kill(int process)
    {
        using var pidfd = Kernel.TryPidfdOpen(process);
        if (pidfd is not null)
        {
            Kernel.TryPidfdSendSignal(pidfd, Signal.SIGKILL);
        }
    }
}
