using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Child;
using Gantry.Runtime.Namespaces;
using Gantry.Runtime.Processes;
using Gantry.Runtime.Rootfs;
using Gantry.Runtime.Terminal;

namespace Gantry.Runtime;

/// <summary>Lays out the program of a process that enters a container: both children's, one after the other.</summary>
internal sealed class EntryProgram(int containerPid, FileDescriptor container, ProcessRights rights)
{
    private readonly ChildProgram _program = new();

    public FileDescriptor? ConsoleSocket { get; init; }

    public int PreservedDescriptors { get; init; }

    public ChildProgram Lay(IReadOnlyList<FileDescriptor> cgroupTaskFiles)
    {
        _program.ResetSignals();

        // The parent may have a group to put this process into.
        _program.AwaitByte(rights.Channel);
        _program.Describe("error joining the container's control groups");
        foreach (var tasks in cgroupTaskFiles)
        {
            _program.Write(tasks.Number, "0", "tasks");
        }

        EnterNamespaces();
        LaySecond();
        return _program;
    }

    private void EnterNamespaces()
    {
        _program.Describe("error joining the container's namespaces");
        var others = SharedNamespaces.DifferingFrom(containerPid);
        if (others != NamespaceFlags.None)
        {
            // All in one call: the kernel checks the rights for each in the user namespace that the same call joins.
            _program.SetNamespace(container.Number, others, $"of process {containerPid}");
        }

        if (others.HasFlag(NamespaceFlags.User))
        {
            _program.Call(SyscallNumber.SetResGid, "setresgid"u8, 0, 0, 0, 0).Allow(Errno.EINVAL);
            _program.Call(SyscallNumber.SetResUid, "setresuid"u8, 0, 0, 0, 0).Allow(Errno.EINVAL);
        }

        SecondChild.Add(_program, rights.Channel);
        _program.Describe(null);
    }

    private void LaySecond()
    {
        var proc = new PrivateProc(_program);
        _program.NewSession();
        if (ConsoleSocket is not null)
        {
            var root = _program.NewSlot();
            _program.Open("/", OpenFlags.PathOnly | Kernel.DirectoryOnly, root);
            ConsoleSteps.Take(_program, ConsoleSteps.Open(_program, root, ConsoleSocket, rights.Process.ConsoleSize));
        }

        SecurityLabels.Add(_program, proc, rights.Process);
        ProcessLimits.AwaitThem(_program, rights);
        ProcessPriorities.Add(_program, rights.Process);
        var first = 3 + PreservedDescriptors;
        _program.CloseAllBut(first, [rights.Channel]);
        _program.CloseOnExecFrom(first);
        WorkingDirectory.AddAsRoot(_program, rights.Process.Cwd);
        rights.Add(_program);
        rights.AddExecute(_program);
    }
}
