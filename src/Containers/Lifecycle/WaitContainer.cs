namespace Gantry.Containers.Lifecycle;

/// <summary>What a client waits for.</summary>
public enum WaitCondition
{
    /// <summary>That it does not run; at once where it does not.</summary>
    NotRunning = 0,

    /// <summary>The end of the present run, or of the next.</summary>
    NextExit = 1,
    Removed = 2,
}

/// <summary>Waits for a container.</summary>
public static class WaitContainer
{
    /// <summary>Begins to wait: what happens after this call is seen.</summary>
    public static Task<ContainerExit> ExecuteAsync(Container container, WaitCondition condition) => condition switch
    {
        WaitCondition.NextExit => container.NextExit,
        WaitCondition.Removed => RemovedAsync(container),
        _ => NotRunningAsync(container),
    };

    private static Task<ContainerExit> NotRunningAsync(Container container)
    {
        // The task first: between it and the look at the state the run may end.
        var exit = container.NextExit;
        var state = container.Record.State;
        return state.IsActive ? exit : Task.FromResult(new ContainerExit(state.ExitCode, state.Error));
    }

    private static async Task<ContainerExit> RemovedAsync(Container container)
    {
        var failure = await container.Removed;
        return new ContainerExit(container.Record.State.ExitCode, failure ?? "");
    }
}
