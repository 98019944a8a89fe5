using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Child;
using Gantry.Runtime.Hooks;
using Gantry.Runtime.Namespaces;
using Gantry.Runtime.Processes;
using Gantry.Runtime.Rootfs;
using Gantry.Runtime.State;
using Gantry.Runtime.Terminal;

namespace Gantry.Runtime;

/// <summary>Lays out the program of a container's first process, from its first breath to execve.</summary>
/// <remarks>
/// The order is the point: namespaces, then the root with its mounts, seen from the host's root and under the host's eyes; then pivot_root, after which no descriptor
/// of the host's is open; then what makes the process less, the least reversible last.
/// </remarks>
internal sealed class InitProgram
{
    private readonly Creation _creation;
    private readonly ChildProgram _program;
    private readonly ContainerProcess _process;
    private readonly LinuxConfig _linux;
    private readonly PrivateProc _proc;
    private readonly ChildHooks _createHooks;
    private readonly ChildHooks _startHooks;
    private readonly ProcessRights _rights;

    public InitProgram(Creation creation, ProcessRights rights)
    {
        _creation = creation;
        _rights = rights;
        _program = creation.Program;
        _process = rights.Process;
        _linux = creation.Config.Linux ?? new LinuxConfig();
        _proc = new PrivateProc(_program);
        _createHooks = new ChildHooks("createContainer", creation.Config.Hooks?.CreateContainer);
        _startHooks = new ChildHooks("startContainer", creation.Config.Hooks?.StartContainer);
    }

    /// <summary>Where the child waits for <c>start</c>: a listening socket. Null runs on at once.</summary>
    public FileDescriptor? StartSocket { get; init; }

    /// <summary>Where the terminal's master is sent; null where the process has no terminal.</summary>
    public FileDescriptor? ConsoleSocket { get; init; }

    /// <summary>cgroup v1: the files by which the child moves itself into its groups.</summary>
    public required IReadOnlyList<FileDescriptor> CgroupTaskFiles { get; init; }

    /// <summary>Whether the child must wait before its first step, for the parent has maps to write or groups to make.</summary>
    public bool WaitsFirst { get; init; }

    /// <summary>Whether the child stops where createRuntime hooks are to run.</summary>
    public bool WaitsForHooks { get; init; }

    public bool NewKeyring { get; init; } = true;

    /// <summary>How many descriptors above the standard streams the process keeps.</summary>
    public int PreservedDescriptors { get; init; }

    /// <summary>Gives the hooks inside the container what they will read: the state, of which a part is the pid.</summary>
    public void TellHooks(ContainerRecord record)
    {
        _createHooks.Tell(StateJson.Write(ContainerStatus.State(record, ContainerStatus.Creating)).Span);
        _startHooks.Tell(StateJson.Write(ContainerStatus.State(record, ContainerStatus.Created)).Span);
    }

    public void Lay()
    {
        _program.ResetSignals();
        if (WaitsFirst)
        {
            _program.AwaitByte(_rights.Channel);
        }

        EnterNamespaces();
        var root = PrepareRoot().Handle;
        RootMount.Enter(_creation, root);
        SetNames();
        CloseInherited();
        PrepareProcess();
        _rights.Add(_program);
        AwaitStart();
        BecomeProgram();
    }

    private void EnterNamespaces()
    {
        _program.Describe("error joining the container's control groups");
        foreach (var tasks in CgroupTaskFiles)
        {
            _program.Write(tasks.Number, "0", "tasks");
        }

        _program.Describe("error entering namespaces");
        NamespaceEntry.JoinInChild(_program, _creation.Namespaces);
        if (_creation.Namespaces.HasUser)
        {
            _program.Call(SyscallNumber.SetResGid, "setresgid"u8, 0, 0, 0, 0).Allow(Errno.EINVAL);
            _program.Call(SyscallNumber.SetResUid, "setresuid"u8, 0, 0, 0, 0).Allow(Errno.EINVAL);
        }

        if (_creation.Namespaces.NeedsSecondChild)
        {
            _program.Unshare(NamespaceEntry.MadeByChild(_creation.Namespaces), "unshare"u8);
            SecondChild.Add(_program, _rights.Channel);
        }

        if (_creation.Namespaces.New.HasFlag(NamespaceFlags.Cgroup))
        {
            _program.Unshare(NamespaceFlags.Cgroup, "unshare the cgroup namespace"u8);
        }

        if (_creation.Namespaces.New.HasFlag(NamespaceFlags.Network))
        {
            Loopback.BringUp(_program);
        }

        _program.Umask(0);
        _program.NewSession();
    }

    private RootTree PrepareRoot()
    {
        var config = _creation.Config;
        var mounts = config.Mounts ?? [];
        var root = RootMount.Add(_creation);
        Mounts.Add(_creation, root, mounts);
        if (!mounts.Any(static mount => mount.Destination is "/dev" or "/dev/" && MountOptions.Parse(mount.Options ?? []).IsBind))
        {
            DeviceNodes.Add(_creation, root.Handle, _linux.Devices ?? []);
        }

        _program.Describe($"error making the working directory \"{_process.Cwd}\"");
        using (var place = root.Find(_process.Cwd))
        {
            MountPoint.MakeDirectories(_program, root.Handle, place.Path);
        }

        _program.Describe(null);
        if (ConsoleSocket is not null)
        {
            var slave = ConsoleSteps.Open(_program, root.Handle, ConsoleSocket, _process.ConsoleSize);
            ConsoleSteps.MountConsole(_program, root.Handle, slave);
            ConsoleSteps.Take(_program, slave);
        }

        if (WaitsForHooks)
        {
            _program.WaitForParent(_rights.Channel);
        }

        _createHooks.Add(_program);
        Sysctls.Add(_program, _proc, _linux.Sysctl ?? new Dictionary<string, string>(), _creation.Namespaces);
        ReadonlyPaths.Add(_program, root.Handle, _linux.ReadonlyPaths ?? []);
        MaskedPaths.Add(_program, root.Handle, _linux.MaskedPaths ?? []);
        SecurityLabels.Add(_program, _proc, _process);
        return root;
    }

    private void SetNames()
    {
        if (!string.IsNullOrEmpty(_creation.Config.Hostname))
        {
            _program.SetHostname(_creation.Config.Hostname);
        }

        if (!string.IsNullOrEmpty(_creation.Config.Domainname))
        {
            _program.SetDomainname(_creation.Config.Domainname);
        }

        if (_linux.Personality is { } personality)
        {
            PersonalityStep.Add(_program, personality);
        }
    }

    /// <summary>From here on the child has its standard streams, what it was told to keep, and its own few.</summary>
    private void CloseInherited()
    {
        var first = 3 + PreservedDescriptors;
        IEnumerable<int> kept = [_rights.Channel, .. _startHooks.Inputs.Select(static input => input.Number)];
        _program.CloseAllBut(first, StartSocket is null ? kept : kept.Append(StartSocket.Number));
        _program.CloseOnExecFrom(first);
    }

    private void PrepareProcess()
    {
        ProcessLimits.AwaitThem(_program, _rights);
        ProcessPriorities.Add(_program, _process);
        if (NewKeyring)
        {
            Keyring.AddSession(_program, _creation.Id);
        }

        WorkingDirectory.AddAsRoot(_program, _process.Cwd);
    }

    private void AwaitStart()
    {
        if (StartSocket is null)
        {
            _program.WaitForParent(_rights.Channel);
        }
        else
        {
            var starter = _program.NewSlot();
            const int closeOnExec = 0x80000;
            _program.TellParent(_rights.Channel);
            _program.Call(SyscallNumber.Accept4, "accept"u8, 0, StartSocket.Number, 0, 0, closeOnExec).Into(starter);
            _program.ReportTo(starter);
        }
    }

    private void BecomeProgram()
    {
        _startHooks.Add(_program);
        _rights.AddExecute(_program);
    }
}
