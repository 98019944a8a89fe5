using System.Threading.Channels;

namespace Gantry.Containers.Events;

/// <summary>Tells what happens to whoever listens, and remembers the last of it.</summary>
public sealed class EventBus(TimeProvider time)
{
    /// <summary>Events remembered for those who ask about the past.</summary>
    public const int Remembered = 256;

    /// <summary>Events that wait for one listener. One that is slower loses the oldest.</summary>
    public const int QueueLength = 1024;

    private readonly Lock _lock = new();
    private readonly Queue<EngineEvent> _past = new();
    private readonly List<Channel<EngineEvent>> _listeners = [];

    /// <summary>What is remembered, the oldest first.</summary>
    public IReadOnlyList<EngineEvent> Past
    {
        get
        {
            lock (_lock)
            {
                return [.. _past];
            }
        }
    }

    /// <summary>Remembers what happened before this engine was there.</summary>
    public void Recall(IEnumerable<EngineEvent> past)
    {
        lock (_lock)
        {
            foreach (var happened in past.TakeLast(Remembered))
            {
                _past.Enqueue(happened);
            }
        }
    }

    public void Publish(string type, string action, string actor, IReadOnlyDictionary<string, string> attributes)
    {
        var happened = new EngineEvent { Type = type, Action = action, Actor = actor, Attributes = attributes, Time = time.GetUtcNow() };
        lock (_lock)
        {
            _past.Enqueue(happened);
            if (_past.Count > Remembered)
            {
                _past.Dequeue();
            }

            _listeners.ForEach(listener => listener.Writer.TryWrite(happened));
        }
    }

    /// <summary>Starts to listen; what is remembered from <paramref name="since"/> on comes first.</summary>
    public EventSubscription Subscribe(DateTimeOffset? since = null)
    {
        var queue = Channel.CreateBounded<EngineEvent>(
            new BoundedChannelOptions(QueueLength) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        lock (_lock)
        {
            foreach (var past in _past.Where(past => since is not null && past.Time >= since))
            {
                queue.Writer.TryWrite(past);
            }

            _listeners.Add(queue);
        }

        return new EventSubscription(queue.Reader, () =>
        {
            lock (_lock)
            {
                _listeners.Remove(queue);
            }
        });
    }
}
