using Gantry.Linux.Capabilities;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Capabilities;
using Gantry.Runtime.Child;
using Gantry.Runtime.Seccomp;

namespace Gantry.Runtime.Processes;

/// <summary>The last part of a process's way, the same for a container's first process and for one executed later: it loses its rights and becomes its program.</summary>
internal sealed class ProcessRights
{
    private readonly Executable _executable;

    /// <param name="process">Validated: it has arguments.</param>
    public ProcessRights(ContainerProcess process)
    {
        Process = process;
        _executable = new Executable(process.Args ?? [], process.Env ?? []);
    }

    public ContainerProcess Process { get; }

    public required CompiledSeccomp? Seccomp { get; init; }
    public required ContainerCapabilities Capabilities { get; init; }

    /// <summary>The runtime's own bounding set.</summary>
    public required CapabilitySet AvailableCapabilities { get; init; }

    /// <summary>The number of the child's end of the channel.</summary>
    public required int Channel { get; init; }

    /// <summary>Whether the standard streams are a terminal that the child has made.</summary>
    public required bool HasOwnTerminal { get; init; }

    /// <summary>With no-new-privileges a filter may be loaded by anybody, so it comes last; without, it needs CAP_SYS_ADMIN, so it comes before that is lost.</summary>
    /// <remarks>seccomp(2). With a listener it comes early too: its descriptor must reach the agent while <c>create</c> is there to send it.</remarks>
    private bool LoadsFilterLast => Process.NoNewPrivileges && Seccomp is { HasListener: false };

    public void Add(ChildProgram program)
    {
        _executable.AddLookup(program);
        StandardStreams.AddOwner(program, Process.User.Uid, HasOwnTerminal);
        if (Process.NoNewPrivileges)
        {
            program.Prctl((int)PrctlOption.SetNoNewPrivileges, 1, 0, 0, "prctl PR_SET_NO_NEW_PRIVS"u8);
        }

        if (Seccomp is not null && !LoadsFilterLast)
        {
            SeccompFilter.Add(program, Seccomp, Channel);
        }

        Identity.Add(program, Process.User, Capabilities, AvailableCapabilities);
        WorkingDirectory.AddAsUser(program, Process.Cwd);
    }

    /// <summary>Becomes the program; nothing follows.</summary>
    public void AddExecute(ChildProgram program)
    {
        if (Seccomp is not null && LoadsFilterLast)
        {
            SeccompFilter.Add(program, Seccomp, Channel);
        }

        _executable.AddExecute(program);
    }
}
