using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Capabilities;
using Gantry.Runtime.Cgroups;
using Gantry.Runtime.Child;
using Gantry.Runtime.Config;
using Gantry.Runtime.Processes;
using Gantry.Runtime.Seccomp;
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

        using var cgroup = CgroupPlacement.Reopen(record.Cgroup);
        var channel = Channel.Make();
        var program = NewProgram(states, target, channel.Childs.Number);
        var first = CloneInto(cgroup, program.Lay(cgroup.OpenTaskFiles()), channel);
        try
        {
            first.Continue();
            return Accompany(first);
        }
        catch
        {
            first.Kill();
            throw;
        }
    }

    private EntryProgram NewProgram(StateRoot states, FileDescriptor target, int channel)
    {
        var available = Kernel.GetBoundingSet();
        var capabilities = ContainerCapabilities.Resolve(process.Capabilities, available);
        foreach (var warning in capabilities.Warnings)
        {
            Warn(warning);
        }

        return new EntryProgram(record.Pid, target, new ProcessRights(process)
        {
            Seccomp = SeccompSource.Load(document.SeccompJson, states),
            Capabilities = capabilities,
            AvailableCapabilities = available,
            Channel = channel,
            HasOwnTerminal = process.Terminal,
        })
        {
            ConsoleSocket = ConsoleSocket,
            PreservedDescriptors = PreservedDescriptors,
        };
    }

    /// <summary>cgroup v2 refuses to be born into a group that has made groups of its own below: then the process goes to where the container's first one is.</summary>
    private ClonedChild CloneInto(ContainerCgroup cgroup, ChildProgram program, (FileDescriptor, FileDescriptor) channel)
    {
        try
        {
            return ClonedChild.Clone(program, channel, CloneFlags.None, NamespaceFlags.None, cgroup.Directory);
        }
        catch (LinuxException e) when (e.Errno == Errno.EBUSY && cgroup.Directory is not null)
        {
            var child = ClonedChild.Clone(program, channel, CloneFlags.None, NamespaceFlags.None, cgroup: null);
            cgroup.Add(child.Pid, record.Pid);
            return child;
        }
    }

    /// <summary>The parent's side: the first child's report is the second's pid; then it ends.</summary>
    private ClonedChild Accompany(ClonedChild first)
    {
        var report = first.Receive();
        if (report.Kind != ReportKind.Number)
        {
            throw StartException.From(report, first);
        }

        var second = first.Successor(report.Number);
        first.Wait();
        while (true)
        {
            report = second.Receive();
            switch (report.Kind)
            {
                case ReportKind.Closed:
                    return second;
                case ReportKind.Number:
                    using (var listener = Kernel.PidfdGetFd(second.Pidfd, report.Number))
                    {
                        var state = ContainerStatus.State(record, ContainerStatus.Running);
                        SeccompListener.Send(ConfigReader.ReadSeccomp(document.SeccompJson), listener, second.Pid, state);
                    }

                    second.Continue();
                    break;
                default:
                    throw StartException.From(report, second);
            }
        }
    }
}
