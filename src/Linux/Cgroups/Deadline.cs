namespace Gantry.Linux.Cgroups;

/// <summary>A moment after which waiting for the kernel is given up.</summary>
internal readonly struct Deadline(TimeSpan patience)
{
    private readonly long _end = Environment.TickCount64 + (long)patience.TotalMilliseconds;

    public bool IsOver => MillisecondsLeft == 0;

    public int MillisecondsLeft => (int)Math.Clamp(_end - Environment.TickCount64, 0, int.MaxValue);
}
