using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Cgroups;
using Gantry.Runtime.Child;
using Gantry.Runtime.Config;
using Gantry.Runtime.Hooks;
using Gantry.Runtime.Namespaces;
using Gantry.Runtime.Processes;
using Gantry.Runtime.State;

namespace Gantry.Runtime;

/// <summary>How a container is to be made, beyond what its config says.</summary>
internal sealed record CreationOptions
{
    public required string Id { get; init; }
    public required string Bundle { get; init; }
    public required CgroupDriver CgroupDriver { get; init; }
    public FileDescriptor? ConsoleSocket { get; init; }
    public string? PidFile { get; init; }
    public string? PidfdSocket { get; init; }
    public bool NoPivot { get; init; }
    public bool NewKeyring { get; init; } = true;

    /// <summary>How many descriptors from 3 on are sockets that the container is activated by.</summary>
    public int ListenDescriptors { get; init; }

    /// <summary>How many descriptors after those the container gets.</summary>
    public int PreservedDescriptors { get; init; }

    /// <summary>Whether the program is run at once instead of waiting for <c>start</c>.</summary>
    public bool StartNow { get; init; }
}

/// <summary>Makes a container: the work of <c>create</c>, and the first half of <c>run</c>.</summary>
internal sealed class ContainerCreation
{
    private readonly CreationOptions _options;
    private readonly ConfigDocument _document;
    private readonly RuntimeConfig _config;
    private readonly ContainerProcess _process;
    private readonly NamespacePlan _namespaces;
    private readonly Action<string> _warn;

    public ContainerCreation(CreationOptions options, ConfigDocument document, Action<string> warn)
    {
        _options = options;
        _document = document;
        _config = document.Config;
        _warn = warn;
        _namespaces = NamespacePlan.Of(_config.Linux?.Namespaces ?? []);
        ConfigValidation.Check(_config, _namespaces);
        _process = ListenDescriptors.AddTo(_config.Process ?? new ContainerProcess(), options.ListenDescriptors);
    }

    /// <summary>Makes the container; what fails half-way is undone. The child waits for <c>start</c>, or has become its program.</summary>
    public ClonedChild Run(StateRoot states)
    {
        var rootPath = Bundle.ResolveRoot(_options.Bundle, _config.Root?.Path ?? "");
        var cgroup = CgroupPlacement.Place(_options.Id, _config.Linux?.CgroupsPath, _options.CgroupDriver);
        var directory = states.Create(_options.Id);
        try
        {
            return Run(states, directory, cgroup, rootPath);
        }
        catch
        {
            cgroup.Kill();
            cgroup.Delete();
            directory.Delete();
            throw;
        }
    }

    private ClonedChild Run(StateRoot states, ContainerDirectory directory, ContainerCgroup cgroup, string rootPath)
    {
        // Written before there is anything to clean up, so that after a crash delete knows what that would be.
        var record = NewRecord(cgroup, rootPath);
        directory.WriteFirst(record);
        directory.WriteConfig(_document.Json.Span);
        cgroup.Create(DefaultDeviceRules.AddTo(_config.Linux?.Resources));

        var creation = new Creation
        {
            Id = _options.Id,
            Bundle = _options.Bundle,
            Config = _config,
            RootPath = rootPath,
            Cgroup = cgroup,
            Namespaces = _namespaces,
            NoPivot = _options.NoPivot,
        };
        var channel = Channel.Make();
        var program = NewProgram(creation, states, channel.Childs, directory);
        program.Lay();
        NamespaceEntry.JoinInParent(_namespaces);
        if (_namespaces.New.HasFlag(NamespaceFlags.Time))
        {
            TimeNamespace.Make(_config.Linux?.TimeOffsets);
        }

        var child = ClonedChild.Clone(
            creation.Program, channel, CloneFlags.None, NamespaceEntry.MadeByClone(_namespaces), cgroup.Directory);
        return Accompany(child, program, cgroup, directory, record);
    }

    private InitProgram NewProgram(Creation creation, StateRoot states, FileDescriptor channel, ContainerDirectory directory) =>
        new(creation, new ProcessRights(_process, _document, states, channel.Number, _warn))
        {
            CgroupTaskFiles = creation.Cgroup.OpenTaskFiles(),
            ConsoleSocket = _process.Terminal ? _options.ConsoleSocket : null,
            StartSocket = _options.StartNow ? null : creation.Keep(StartSocket.Listen(directory.StartSocket)),
            WaitsFirst = _namespaces.New.HasFlag(NamespaceFlags.User) || creation.Cgroup.NeedsAdd || HasHooksInside,
            WaitsForHooks = _config.Hooks is { Prestart.Count: > 0 } or { CreateRuntime.Count: > 0 },
            NewKeyring = _options.NewKeyring,
            PreservedDescriptors = _options.ListenDescriptors + _options.PreservedDescriptors,
        };

    private bool HasHooksInside => _config.Hooks is { CreateContainer.Count: > 0 } or { StartContainer.Count: > 0 };

    /// <summary>The parent's side, until the container is created or runs; answers with its first process, which may be the child's successor.</summary>
    private ClonedChild Accompany(ClonedChild child, InitProgram program, ContainerCgroup cgroup, ContainerDirectory directory, ContainerRecord record)
    {
        try
        {
            if (program.WaitsFirst)
            {
                Admit(child, program, cgroup, record);
            }

            if (_namespaces.NeedsSecondChild)
            {
                child = SecondChild.Await(child);
                program.TellHooks(record with { Pid = child.Pid });
                child.Continue();
            }

            record = record with { Pid = child.Pid };
            var requests = new ChildRequests(_document, _process.User.Uid, ContainerStatus.State(record, ContainerStatus.Creating));
            if (program.WaitsForHooks)
            {
                AwaitPoint(child, requests);
                var state = StateJson.Write(ContainerStatus.State(record, ContainerStatus.Creating));
                HostHooks.Run("prestart", _config.Hooks?.Prestart, state);
                HostHooks.Run("createRuntime", _config.Hooks?.CreateRuntime, state);
                child.Continue();
            }

            if (ProcessLimits.AreAsked(_process))
            {
                AwaitPoint(child, requests);
                ProcessLimits.Set(child.Pid, _process, _warn);
                child.Continue();
            }

            AwaitPoint(child, requests);
            record = record with { StartTicks = ProcessStat.TryRead(child.Pid)?.StartTicks ?? 0 };
            Publish(child, directory, record);
            if (_options.StartNow)
            {
                StartAtOnce(child, record);
            }

            return child;
        }
        catch
        {
            child.Kill();
            child.Wait();
            throw;
        }
    }

    /// <summary>Does what the child needs done before its first step.</summary>
    private void Admit(ClonedChild child, InitProgram program, ContainerCgroup cgroup, ContainerRecord record)
    {
        if (cgroup.NeedsAdd)
        {
            cgroup.Add(child.Pid);
        }

        if (_namespaces.New.HasFlag(NamespaceFlags.User))
        {
            UserNamespace.WriteMaps(child.Pid, _config.Linux?.UidMappings ?? [], _config.Linux?.GidMappings ?? []);
        }

        program.TellHooks(record with { Pid = child.Pid });
        child.Continue();
    }

    /// <summary>The container is created: tells all who want to know.</summary>
    private void Publish(ClonedChild child, ContainerDirectory directory, ContainerRecord record)
    {
        directory.Write(record);
        if (_options.PidFile is { } pidFile)
        {
            PidFile.Write(pidFile, child.Pid);
        }

        if (_options.PidfdSocket is { } socket)
        {
            PidfdSocket.Send(socket, PidfdSocket.OfCreated, child.Pidfd);
        }
    }

    private void StartAtOnce(ClonedChild child, ContainerRecord record)
    {
        child.Continue();
        var report = child.Receive();
        if (report.Kind != ReportKind.Closed)
        {
            throw StartException.From(report, child);
        }

        HostHooks.Run("poststart", _config.Hooks?.Poststart, StateJson.Write(ContainerStatus.State(record, ContainerStatus.Running)));
    }

    /// <summary>Waits until the child says that it has come to the next point; serves what it asks for on the way.</summary>
    private static void AwaitPoint(ClonedChild child, ChildRequests requests)
    {
        var report = requests.Next(child);
        if (report.Kind != ReportKind.Waiting)
        {
            throw StartException.From(report, child);
        }
    }

    private ContainerRecord NewRecord(ContainerCgroup cgroup, string rootPath) => new()
    {
        Id = _options.Id,
        OciVersion = Cli.Help.SpecificationVersion,
        Bundle = _options.Bundle,
        Rootfs = rootPath,
        Created = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'"),
        Cgroup = cgroup.Location,
        HasPidNamespace = _namespaces.New.HasFlag(NamespaceFlags.Pid),
        Annotations = _config.Annotations ?? new Dictionary<string, string>(),
    };
}
