using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Cgroups;

/// <summary>Tells when the kernel kills a process of a group for want of memory.</summary>
/// <remarks>
/// v2: <c>memory.events</c>, which is pollable. v1: an eventfd registered at <c>cgroup.event_control</c>
/// (Documentation/admin-guide/cgroup-v1/memory.rst "OOM Control").
/// </remarks>
public sealed class OomWatch : IDisposable
{
    private readonly FileDescriptor _counts;
    private readonly FileDescriptor? _eventFd;
    private readonly string _path;

    private OomWatch(CgroupDirectory group, string file, bool legacy)
    {
        _path = $"{group.Path}/{file}";
        _counts = group.OpenFile(file, OpenFlags.ReadOnly);
        if (legacy)
        {
            _eventFd = Kernel.EventFd();
            group.Write("cgroup.event_control", $"{_eventFd.Number} {_counts.Number}");
        }
    }

    /// <summary>What to poll, for <see cref="Wanted"/>.</summary>
    public FileDescriptor Descriptor => _eventFd ?? _counts;

    public PollEvents Wanted => _eventFd is null ? PollEvents.Priority : PollEvents.Readable;

    /// <summary>Begins to watch.</summary>
    /// <param name="memory">The group of the memory controller, of either version.</param>
    /// <returns>Null where the group has no memory controller.</returns>
    public static OomWatch? TryOpen(CgroupDirectory memory) =>
        memory.Has("memory.events") ? new OomWatch(memory, "memory.events", legacy: false)
        : memory.Has("memory.oom_control") ? new OomWatch(memory, "memory.oom_control", legacy: true)
        : null;

    /// <summary>How many processes were killed since the group was made; makes the watch wait for the next event.</summary>
    /// <exception cref="LinuxException">ENODEV: the group is gone.</exception>
    public ulong Kills()
    {
        if (_eventFd is not null)
        {
            // EAGAIN: nothing happened since; the count is read all the same.
            Span<byte> raised = stackalloc byte[sizeof(ulong)];
            Kernel.TryRead(_eventFd, raised, out _);
        }

        return FlatKeys.Find(KernelText.ReadFromStart(_counts, _path), "oom_kill") ?? 0;
    }

    public void Dispose()
    {
        _eventFd?.Dispose();
        _counts.Dispose();
    }
}
