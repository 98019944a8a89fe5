namespace Gantry.App.Roles;

/// <summary>Gives the memory of work that is done back to the machine, once nothing has been asked for a while.</summary>
/// <remarks>
/// The collector itself waits until as much has been used again, which for a daemon that rests may be never. What runs in the background meanwhile is held up for some milliseconds.
/// </remarks>
internal sealed class QuietCollection : IDisposable
{
    private const long WorthwhileBytes = 1024 * 1024;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    private readonly ITimer _timer;
    private long _seenBytes;

    public QuietCollection(TimeProvider time) => _timer = time.CreateTimer(_ => Collect(), null, Quiet, Timeout.InfiniteTimeSpan);

    /// <summary>Something is asked, or has been answered.</summary>
    public void Stir() => _timer.Change(Quiet, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer.Dispose();

    private void Collect()
    {
        var allocated = GC.GetTotalAllocatedBytes();
        if (allocated - _seenBytes >= WorthwhileBytes)
        {
            _seenBytes = allocated;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
