namespace Gantry.Runtime.Supervise;

/// <summary>How long to wait before a daemon that died is started again: not at all, unless it keeps dying young.</summary>
internal sealed class RestartDelay
{
    private const long YoungMilliseconds = 1_000;
    private const long FirstMilliseconds = 50;
    private const long LongestMilliseconds = 5_000;

    // One that came to serve is worth having again soon, for clients wait for it.
    private const long LongestAfterServiceMilliseconds = 200;

    private int _diedYoung;

    /// <summary>To be called after each death.</summary>
    /// <param name="servedMilliseconds">Since it was ready; null where it never was.</param>
    public long AfterDeath(long? servedMilliseconds)
    {
        _diedYoung = servedMilliseconds is >= YoungMilliseconds ? 0 : _diedYoung + 1;
        var longest = servedMilliseconds is null ? LongestMilliseconds : LongestAfterServiceMilliseconds;
        return _diedYoung < 2 ? 0 : Math.Min(longest, FirstMilliseconds << Math.Min(_diedYoung - 2, 10));
    }
}
