using Gantry.Runtime.Cgroups;
using Gantry.Runtime.State;

namespace Gantry.Runtime.Cli;

/// <summary>A command as it was called.</summary>
internal sealed class Invocation(Options global, Options options, ErrorLog log)
{
    /// <summary>Where containers' states are kept, unless <c>--root</c> says otherwise.</summary>
    private const string DefaultRoot = "/run/gantry-runtime";

    public Options Options { get; } = options;

    public ErrorLog Log { get; } = log;

    public StateRoot States { get; } = new(global.Value("root") ?? DefaultRoot);

    public CgroupDriver CgroupDriver => global.Has("systemd-cgroup") ? CgroupDriver.Systemd : CgroupDriver.Cgroupfs;

    /// <summary>The one argument of a command that takes just a container's id.</summary>
    public string ContainerId => Options.Rest is [var id] ? id : throw new UsageException("\"container-id\" is the one argument");

    /// <summary>The first argument of a command that takes more.</summary>
    public string FirstContainerId => Options.Rest is [var id, ..] ? id : throw new UsageException("\"container-id\" is missing");

    /// <summary>Opens the container that the command is about.</summary>
    public ContainerDirectory OpenContainer() => States.Open(FirstContainerId);
}
