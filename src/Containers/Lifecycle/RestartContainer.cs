namespace Gantry.Containers.Lifecycle;

/// <summary>Stops a container where it runs, and starts it.</summary>
public sealed class RestartContainer
{
    private readonly StopContainer _stop;
    private readonly StartContainer _start;
    private readonly ContainerJournal _journal;

    internal RestartContainer(StopContainer stop, StartContainer start, ContainerJournal journal) => (_stop, _start, _journal) = (stop, start, journal);

    public async Task ExecuteAsync(Container container, StopOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await _stop.ExecuteAsync(container, options, cancellationToken);
        }
        catch (UnchangedException)
        {
            // It did not run: a start is all that is needed.
        }

        await _start.ExecuteAsync(container, cancellationToken);
        _journal.Tell(container, "restart");
    }
}
