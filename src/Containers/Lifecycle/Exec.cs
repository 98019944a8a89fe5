using Gantry.Oci.RuntimeSpec;

namespace Gantry.Containers.Lifecycle;

/// <summary>A further program of a container, from its making to the container's next end.</summary>
public sealed class Exec(string id, ContainerId container, ExecSpec spec)
{
    public string Id => id;

    public ContainerId Container => container;

    public ExecSpec Spec => spec;

    /// <summary>0 before it runs.</summary>
    public int Pid { get; internal set; }

    public bool IsRunning { get; internal set; }

    /// <summary>It can be started once only.</summary>
    internal bool WasStarted { get; set; }

    /// <summary>Null until it has ended, or could not be started.</summary>
    public int? ExitCode { get; internal set; }

    /// <summary>Ends when the program has.</summary>
    public Task Completion => Ended.Task;

    internal TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>What to execute.</summary>
public sealed record ExecSpec
{
    public required IReadOnlyList<string> Args { get; init; }

    /// <summary>Over the container's own.</summary>
    public IReadOnlyList<string> Env { get; init; } = [];

    /// <summary>Empty means the container's.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary>Empty means the container's.</summary>
    public string User { get; init; } = "";

    public bool Terminal { get; init; }
    public ConsoleSize? ConsoleSize { get; init; }
    public bool Privileged { get; init; }
    public bool AttachStdin { get; init; }
    public bool AttachStdout { get; init; }
    public bool AttachStderr { get; init; }

    /// <summary>As the client gave it; the door's own.</summary>
    public string DetachKeys { get; init; } = "";
}
