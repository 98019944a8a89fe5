namespace Gantry.Containers.Lifecycle.Restarts;

/// <summary>When a container that has ended is started again by itself.</summary>
public enum RestartKind
{
    No = 0,

    /// <summary>Where it failed.</summary>
    OnFailure = 1,

    /// <summary>Unless somebody stopped it; then at the engine's next start.</summary>
    Always = 2,

    /// <summary>Unless somebody stopped it, until somebody starts it.</summary>
    UnlessStopped = 3,
}

/// <summary>When a container is started again, and how often.</summary>
public readonly record struct RestartSpec
{
    public RestartKind Kind { get; init; }

    /// <summary>Starts after a failure, at most; 0 is no limit.</summary>
    public int MaxRetries { get; init; }

    /// <summary>Whether a container that ended so is to be started again.</summary>
    /// <param name="exitCode">How its run ended.</param>
    /// <param name="restarts">How often it was started again already.</param>
    /// <param name="wasStopped">Somebody asked for its end.</param>
    public bool Restarts(int exitCode, int restarts, bool wasStopped) => Kind switch
    {
        RestartKind.Always => true,
        RestartKind.UnlessStopped => !wasStopped,
        RestartKind.OnFailure => exitCode != 0 && (MaxRetries == 0 || restarts < MaxRetries),
        _ => false,
    };
}
