using Gantry.Linux.Capabilities;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Capabilities;
using Gantry.Runtime.Child;
using Gantry.Runtime.Config;
using Gantry.Runtime.Seccomp;
using Gantry.Runtime.State;

namespace Gantry.Runtime.Processes;

/// <summary>The last part of a process's way, the same for a container's first process and for one executed later: it loses its rights and becomes its program.</summary>
internal sealed class ProcessRights
{
    private readonly CapabilitySet _available = Kernel.GetBoundingSet();
    private readonly ContainerCapabilities _capabilities;
    private readonly CompiledSeccomp? _seccomp;
    private readonly ProcessEnvironment _environment;
    private readonly Executable _executable;

    /// <param name="process">Validated: it has arguments.</param>
    /// <param name="document">The container's config, for its filter.</param>
    /// <param name="states">Where compiled filters are kept.</param>
    /// <param name="channel">The number of the child's end of the channel.</param>
    /// <param name="warn">Is told what the process was to have and cannot get.</param>
    public ProcessRights(ContainerProcess process, ConfigDocument document, StateRoot states, int channel, Action<string> warn)
    {
        Process = process;
        Channel = channel;
        _capabilities = ContainerCapabilities.Resolve(process.Capabilities, _available);
        foreach (var warning in _capabilities.Warnings)
        {
            warn(warning);
        }

        _seccomp = SeccompSource.Load(document.SeccompJson, states);
        _environment = new ProcessEnvironment(process);
        _executable = new Executable(process.Args ?? [], _environment);
    }

    public ContainerProcess Process { get; }

    /// <summary>The number of the child's end of the channel.</summary>
    public int Channel { get; }

    /// <summary>With no-new-privileges a filter may be loaded by anybody, so it comes last; without, it needs CAP_SYS_ADMIN, so it comes before that is lost.</summary>
    /// <remarks>seccomp(2). With a listener it comes early too: its descriptor must reach the agent while <c>create</c> is there to send it.</remarks>
    private bool LoadsFilterLast => Process.NoNewPrivileges && _seccomp is { HasListener: false };

    public void Add(ChildProgram program)
    {
        _environment.AddHome(program, Channel);
        _executable.AddLookup(program);
        StandardStreams.AddOwner(program, Process.User.Uid, Process.Terminal);
        if (Process.NoNewPrivileges)
        {
            program.Prctl((int)PrctlOption.SetNoNewPrivileges, 1, 0, 0, "prctl PR_SET_NO_NEW_PRIVS"u8);
        }

        if (_seccomp is not null && !LoadsFilterLast)
        {
            SeccompFilter.Add(program, _seccomp, Channel);
        }

        Identity.Add(program, Process.User, _capabilities, _available);
        WorkingDirectory.AddAsUser(program, Process.Cwd);
    }

    /// <summary>Becomes the program; nothing follows.</summary>
    public void AddExecute(ChildProgram program)
    {
        if (_seccomp is not null && LoadsFilterLast)
        {
            SeccompFilter.Add(program, _seccomp, Channel);
        }

        _executable.AddExecute(program);
    }
}
