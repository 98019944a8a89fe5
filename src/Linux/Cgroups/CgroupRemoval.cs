using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Cgroups;

/// <summary>Removes groups, waiting for the kernel to let go of processes that have just ended.</summary>
public static class CgroupRemoval
{
    private const int FirstPauseMilliseconds = 1;
    private const int LongestPauseMilliseconds = 64;

    /// <summary>Removes a group and those below it; one that is gone already is no fault.</summary>
    /// <returns>False where a process was still in it when the time was up.</returns>
    /// <exception cref="LinuxException">rmdir fails otherwise.</exception>
    public static bool TryRemove(string path, TimeSpan patience)
    {
        if (TryRemoveNow(path))
        {
            return true;
        }

        using var group = CgroupDirectory.TryOpen(path);
        if (group is null)
        {
            return true;
        }

        var deadline = new Deadline(patience);
        for (var pause = FirstPauseMilliseconds; ; pause = Math.Min(pause * 2, LongestPauseMilliseconds))
        {
            RemoveBelow(group);
            if (TryRemoveNow(path))
            {
                return true;
            }

            if (deadline.IsOver)
            {
                return false;
            }

            WaitForAnExit(group, deadline, pause);
        }
    }

    private static void RemoveBelow(CgroupDirectory group) =>
        CgroupTree.Visit(group, each =>
        {
            if (each != group)
            {
                TryRemoveNow(each.Path);
            }
        });

    private static bool TryRemoveNow(string path)
    {
        if (Kernel.TryRemoveDirectory(path, out var errno) || errno is Errno.ENOENT or Errno.ENODEV)
        {
            return true;
        }

        return errno is Errno.EBUSY or Errno.ENOTEMPTY ? false : throw new LinuxException("rmdir", errno, path);
    }

    private static void WaitForAnExit(CgroupDirectory group, Deadline deadline, int pause)
    {
        if (group.Has("cgroup.events"))
        {
            CgroupEvents.WaitEmpty(group, TimeSpan.FromMilliseconds(deadline.MillisecondsLeft));
        }
        else if (CgroupTree.Processes(group) is [var process, ..] && Kernel.TryPidfdOpen(process) is { } pidfd)
        {
            using (pidfd)
            {
                Kernel.Poll([new PollEntry(pidfd, PollEvents.Readable)], deadline.MillisecondsLeft);
            }
        }
        else
        {
            // A v1 group without a listed process that still refuses: a task is between its exit and its
            // last switch. The kernel tells nobody when that is done, so here, and only here, time is waited for.
            Kernel.Poll([], Math.Min(pause, deadline.MillisecondsLeft));
        }
    }
}
