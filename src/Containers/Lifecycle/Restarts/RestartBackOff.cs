namespace Gantry.Containers.Lifecycle.Restarts;

/// <summary>How long to wait before a container is started again: longer each time, unless it ran for a while.</summary>
internal sealed class RestartBackOff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(10);

    private TimeSpan _last;

    /// <summary>The wait after a run of this length.</summary>
    public TimeSpan Next(TimeSpan ran)
    {
        _last = ran >= LongEnough || _last == TimeSpan.Zero ? First : 2 * _last < Longest ? 2 * _last : Longest;
        return _last;
    }

    /// <summary>Somebody started it: it begins anew.</summary>
    public void Reset() => _last = TimeSpan.Zero;
}
