using Gantry.Containers.Lifecycle;
using Gantry.Containers.Networks.Dns.Messages;

namespace Gantry.Containers.Networks.Dns.Forwarding;

/// <summary>Answers of other servers, for as long as they may be kept. Full, it forgets what was asked for longest ago.</summary>
internal sealed class AnswerCache(TimeProvider time)
{
    public const int MaxEntries = 4096;

    /// <summary>Of all answers together.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>The longest that anything is kept, in seconds, whatever its time to live.</summary>
    public const uint MaxSeconds = 3600;

    private readonly Lock _lock = new();
    private readonly Dictionary<CacheKey, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = [];
    private int _bytes;

    /// <summary>An answer, and its age in seconds; null where there is none that is still good.</summary>
    public (UpstreamReply Reply, uint Age)? Find(CacheKey key)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var node))
            {
                return null;
            }

            var age = (uint)time.GetElapsedTime(node.Value.Since).TotalSeconds;
            if (age >= Math.Min(node.Value.Reply.Lifetime, MaxSeconds))
            {
                Remove(node);
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddLast(node);
            return (node.Value.Reply, age);
        }
    }

    public void Keep(CacheKey key, UpstreamReply reply)
    {
        if (reply.Lifetime == 0)
        {
            return;
        }

        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var old))
            {
                Remove(old);
            }

            _entries[key] = _byUse.AddLast(new Entry(key, reply, time.GetTimestamp()));
            _bytes += reply.Length;
            while ((_entries.Count > MaxEntries || _bytes > MaxBytes) && _byUse.First is { } oldest)
            {
                Remove(oldest);
            }
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _byUse.Remove(node);
        _entries.Remove(node.Value.Key);
        _bytes -= node.Value.Reply.Length;
    }

    private sealed record Entry(CacheKey Key, UpstreamReply Reply, long Since);
}

/// <summary>What decides an answer. One container's are not another's: it may ask servers, and through networks, that the other would not trust.</summary>
/// <param name="Asker">The container.</param>
/// <param name="Servers">Who is asked.</param>
/// <param name="Question">What.</param>
/// <param name="Flags">The header's flags of the query.</param>
/// <param name="Edns">What the client says that it takes.</param>
internal readonly record struct CacheKey(ContainerId Asker, object Servers, DnsQuestion Question, ushort Flags, EdnsOptions? Edns);
