namespace Gantry.Runtime.Supervise;

/// <summary>How long to wait before a daemon that died is started again: not at all, unless it keeps dying young.</summary>
internal sealed class RestartDelay
{
    private const long YoungMilliseconds = 1_000;
    private const long FirstMilliseconds = 50;
    private const long LongestMilliseconds = 5_000;

    private int _diedYoung;

    /// <summary>To be called after each death.</summary>
    /// <param name="livedMilliseconds">Since it was ready; 0 where it never was.</param>
    public long AfterDeath(long livedMilliseconds)
    {
        _diedYoung = livedMilliseconds < YoungMilliseconds ? _diedYoung + 1 : 0;
        return _diedYoung < 2 ? 0 : Math.Min(LongestMilliseconds, FirstMilliseconds << Math.Min(_diedYoung - 2, 10));
    }
}
