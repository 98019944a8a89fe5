using Gantry.App.Roles;

namespace Gantry.App.Tests.Roles;

/// <summary>When the daemon gives memory back.</summary>
public sealed class QuietCollectionTests
{
    private const int Work = 2 * 1024 * 1024;

    [Fact]
    public void What_work_has_left_is_given_back_once_it_has_been_quiet()
    {
        var clock = new OneTimerClock();
        using var collection = new QuietCollection(clock);
        var garbage = Leave();
        clock.Fire();
        Assert.False(garbage.IsAlive);
    }

    [Fact]
    public void Each_request_puts_it_off()
    {
        var clock = new OneTimerClock();
        using var collection = new QuietCollection(clock);
        Assert.Equal(1, clock.Settings);
        collection.Stir();
        collection.Stir();
        Assert.Equal(3, clock.Settings);
    }

    [Fact]
    public void Nothing_is_done_where_nothing_was()
    {
        var clock = new OneTimerClock();
        using var collection = new QuietCollection(clock);
        Leave();
        clock.Fire();
        var before = GC.CollectionCount(GC.MaxGeneration);
        clock.Fire();
        Assert.Equal(before, GC.CollectionCount(GC.MaxGeneration));
    }

    // In a method of its own, so that nothing on the stack keeps it.
    private static WeakReference Leave()
    {
        var work = new byte[Work];
        work[0] = 1;
        return new WeakReference(work);
    }

    private sealed class OneTimerClock : TimeProvider, ITimer
    {
        private TimerCallback _callback = _ => { };

        public int Settings { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _callback = callback;
            Change(dueTime, period);
            return this;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Settings += dueTime > TimeSpan.Zero && period == Timeout.InfiniteTimeSpan ? 1 : 0;
            return true;
        }

        public void Fire() => _callback(null);

        public void Dispose()
        {
            // Nothing is held.
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
