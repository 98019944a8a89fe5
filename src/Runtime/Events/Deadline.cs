namespace Gantry.Runtime.Events;

/// <summary>Something that is to be done at a time of <see cref="Environment.TickCount64"/>.</summary>
internal sealed class Deadline(long time, Action due)
{
    public long Time { get; } = time;

    public bool IsCancelled { get; private set; }

    internal Action Due { get; } = due;

    public void Cancel() => IsCancelled = true;
}
