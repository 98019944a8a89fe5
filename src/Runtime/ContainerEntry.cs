using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Cgroups;
using Gantry.Runtime.Child;
using Gantry.Runtime.Config;
using Gantry.Runtime.Processes;
using Gantry.Runtime.State;

namespace Gantry.Runtime;

/// <summary>Brings a process into a running container and lets it become its program: the work of <c>exec</c>.</summary>
/// <remarks>
/// Two clones: the first child joins the namespaces, which for a pid namespace holds only for its own children; the second, made in there with CLONE_PARENT and so this
/// process's child too, becomes the program.
/// </remarks>
internal sealed class ContainerEntry(ContainerRecord record, ConfigDocument document, ContainerProcess process)
{
    public FileDescriptor? ConsoleSocket { get; init; }

    public int PreservedDescriptors { get; init; }

    /// <summary>Groups of the container's that the process is put into, other than its uppermost; see <see cref="SubCgroups"/>.</summary>
    public IReadOnlyList<string> CgroupPaths { get; init; } = [];

    /// <summary>Where a handle of the process is sent.</summary>
    public string? PidfdSocketPath { get; init; }

    public required Action<string> Warn { get; init; }

    /// <summary>Returns when the program has been executed.</summary>
    /// <exception cref="StartException">It could not be.</exception>
    public ClonedChild Run(StateRoot states)
    {
        using var target = Kernel.TryPidfdOpen(record.Pid);
        if (target is null || !ContainerStatus.IsAlive(record))
        {
            throw new RuntimeRefusal("cannot exec in a stopped container");
        }

        using var cgroup = CgroupPlacement.Reopen(SubCgroups.In(record.Cgroup, CgroupPaths));
        var channel = Channel.Make();
        var rights = new ProcessRights(process, document, states, channel.Childs.Number, Warn);
        var program = new EntryProgram(record.Pid, target, rights)
        {
            ConsoleSocket = ConsoleSocket,
            PreservedDescriptors = PreservedDescriptors,
        };
        var first = CloneInto(cgroup, program.Lay(cgroup.OpenTaskFiles()), channel);
        first.Continue();
        return Accompany(first);
    }

    /// <summary>cgroup v2 refuses to be born into a group that has made groups of its own below: then the process goes to where the container's first one is.</summary>
    private ClonedChild CloneInto(ContainerCgroup cgroup, ChildProgram program, (FileDescriptor, FileDescriptor) channel)
    {
        try
        {
            return ClonedChild.Clone(program, channel, CloneFlags.None, NamespaceFlags.None, cgroup.Directory);
        }
        catch (LinuxException e) when (e.Errno == Errno.EBUSY && CgroupPaths.Count == 0 && cgroup.Directory is not null)
        {
            var child = ClonedChild.Clone(program, channel, CloneFlags.None, NamespaceFlags.None, cgroup: null);
            cgroup.Add(child.Pid, record.Pid);
            return child;
        }
    }

    /// <summary>The parent's side: the first child tells who goes on in its place, then ends.</summary>
    private ClonedChild Accompany(ClonedChild first)
    {
        var child = first;
        try
        {
            child = SecondChild.Await(first);
            child.Continue();
            var requests = new ChildRequests(document, process.User.Uid, ContainerStatus.State(record, ContainerStatus.Running));
            if (PidfdSocketPath is { } socket)
            {
                PidfdSocket.Send(socket, PidfdSocket.OfExecuted, child.Pidfd);
            }

            var report = requests.Next(child);
            if (report.Kind == ReportKind.Waiting)
            {
                ProcessLimits.Set(child.Pid, process, Warn);
                child.Continue();
                report = requests.Next(child);
            }

            return report.Kind == ReportKind.Closed ? child : throw StartException.From(report, child);
        }
        catch
        {
            child.Kill();
            child.Wait();
            throw;
        }
    }
}
