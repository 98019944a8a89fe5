using System.Buffers.Text;
using Gantry.Linux;
using Gantry.Linux.Cgroups;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Shim.Processes;

/// <summary>How often the kernel has killed in a container's memory cgroup. Opened while the process lives and read after its end.</summary>
/// <remarks>Linux admin-guide: cgroup-v2.rst memory.events, cgroup-v1/memory.rst memory.oom_control (oom_kill since 4.13)</remarks>
internal sealed class OutOfMemoryCounter : IDisposable
{
    private readonly FileDescriptor? _file;

    private OutOfMemoryCounter(FileDescriptor? file) => _file = file;

    /// <summary>Opens the counter of a process's cgroup; one that counts nothing where there is no memory controller or the process has ended already.</summary>
    public static OutOfMemoryCounter Open(int pid)
    {
        try
        {
            var path = PathOf(pid);
            return new OutOfMemoryCounter(path is null ? null : Kernel.Open(path, OpenFlags.ReadOnly));
        }
        catch (IOException)
        {
            return new OutOfMemoryCounter(null);
        }
    }

    public bool HasKilled()
    {
        Span<byte> content = stackalloc byte[512];
        if (_file is null || Kernel.TryReadAt(_file, content, 0, out _) is not (> 0 and var count))
        {
            return false;
        }

        var text = content[..count];
        var counter = text.IndexOf("oom_kill "u8);
        return counter >= 0 && Utf8Parser.TryParse(text[(counter + "oom_kill ".Length)..], out long kills, out _) && kills > 0;
    }

    public void Dispose() => _file?.Dispose();

    private static string? PathOf(int pid)
    {
        var hierarchies = CgroupHierarchies.Current;
        var hierarchy = hierarchies.Find("memory") ?? hierarchies.Unified;
        foreach (var membership in CgroupMembership.Of(pid))
        {
            var isIt = hierarchy is { IsUnified: true } ? membership.Controllers.Length == 0 : membership.Controllers.Split(',').Contains("memory");
            if (hierarchy is not null && isIt)
            {
                return $"{hierarchy.DirectoryOf(membership.Group)}/{(hierarchy.IsUnified ? "memory.events" : "memory.oom_control")}";
            }
        }

        return null;
    }
}
