namespace Gantry.Containers.Images;

/// <summary>Tells how far a transfer is, often enough for somebody who watches and no more often.</summary>
internal sealed class TransferMeter(Action<TransferStep> progress, TransferStep step, TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private long _current;
    private long? _told;

    public void Advance(long bytes)
    {
        _current += bytes;
        var now = time.GetTimestamp();
        if (_told is not { } last || time.GetElapsedTime(last, now) >= Pace)
        {
            _told = now;
            progress(step with { Current = _current });
        }
    }
}
