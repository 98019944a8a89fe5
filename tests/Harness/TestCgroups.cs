using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Harness;

/// <summary>Control groups that a test, or what it drove, left behind.</summary>
public static class TestCgroups
{
    /// <summary>The directories of a group, one in each mounted hierarchy that has it.</summary>
    public static IReadOnlyList<string> Directories(string cgroup) =>
    [
        .. File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' '))
            .Where(fields => fields[fields.IndexOf("-") + 1] is "cgroup" or "cgroup2")
            .Select(fields => fields[4] + cgroup).Where(Directory.Exists),
    ];

    /// <summary>Kills what runs in a group and in those below it, and removes them.</summary>
    public static async Task Remove(string cgroup)
    {
        string[] groups = [.. Directories(cgroup).SelectMany(Groups)];
        // All before the first kill: a process that the freezer of cgroup v1 holds does not even die.
        foreach (var state in groups.Select(group => Path.Combine(group, "freezer.state")).Where(File.Exists))
        {
            await File.WriteAllTextAsync(state, "THAWED");
        }

        foreach (var group in groups)
        {
            await KillAll(group);
            Directory.Delete(group);
        }
    }

    // The deepest first: a group can be removed only once it has no children.
    private static IEnumerable<string> Groups(string directory) =>
        Directory.GetDirectories(directory, "*", SearchOption.AllDirectories).OrderByDescending(path => path.Length).Append(directory);

    private static async Task KillAll(string group)
    {
        while (Pids(group) is { Length: > 0 } pids)
        {
            foreach (var pid in pids)
            {
                await Kill(pid);
            }
        }
    }

    private static int[] Pids(string group) => [.. File.ReadLines(Path.Combine(group, "cgroup.procs")).Select(int.Parse)];

    private static async Task Kill(int pid)
    {
        using var handle = Kernel.TryPidfdOpen(pid);
        if (handle is not null && Kernel.TryPidfdSendSignal(handle, Signal.SIGKILL))
        {
            await Task.Factory.StartNew(() => Kernel.Poll([new PollEntry(handle, PollEvents.Readable)]), TaskCreationOptions.LongRunning);
        }
    }
}
