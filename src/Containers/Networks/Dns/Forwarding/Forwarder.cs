using System.Net.Sockets;
using Gantry.Containers.Networks.Dns.Messages;

namespace Gantry.Containers.Networks.Dns.Forwarding;

/// <summary>Asks other servers, one after the other, and remembers what they say.</summary>
internal sealed class Forwarder(HostServers host, TimeProvider time)
{
    /// <summary>Servers that are asked for one question, as resolver(3) has it.</summary>
    public const int MaxServers = 3;

    /// <summary>How long one server is waited for. Clients give up after five seconds, mostly.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly AnswerCache _cache = new(time);

    /// <summary>The answer; null where nobody gives any.</summary>
    public async Task<ForwardedAnswer?> AskAsync(DnsAsker asker, DnsQuery query, CancellationToken cancellationToken)
    {
        if (!asker.ReachesOut())
        {
            return null;
        }

        var hostServers = host.Current;
        var key = new CacheKey(asker.Id, asker.Servers.Count > 0 ? asker.Servers : hostServers, query.Question, query.Header.Flags, query.Edns);
        if (_cache.Find(key) is var (kept, age))
        {
            return new ForwardedAnswer(kept, age);
        }

        UpstreamReply? refusal = null;
        foreach (var server in ServersOf(asker, hostServers))
        {
            var reply = await TryAskAsync(asker, server, query, cancellationToken);
            if (reply?.Header.Code is DnsResponseCode.Success or DnsResponseCode.NameError)
            {
                _cache.Keep(key, reply);
                return new ForwardedAnswer(reply, 0);
            }

            refusal ??= reply;
        }

        return refusal is null ? null : new ForwardedAnswer(refusal, 0);
    }

    private static IEnumerable<UpstreamServer> ServersOf(DnsAsker asker, IReadOnlyList<UpstreamServer> hostServers) =>
        (asker.Servers.Count > 0 ? asker.Servers.Select(address => HostServers.Of(address, fromHost: false)) : hostServers).Take(MaxServers);

    private async Task<UpstreamReply?> TryAskAsync(DnsAsker asker, UpstreamServer server, DnsQuery query, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await new UpstreamExchange(server.FromHost ? OpenOnHost : asker.Open, server, query).AskAsync(either.Token);
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // LinuxException too, which is an IOException: its network is gone, or has no way there. The next one may do better.
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    private static Task<Socket> OpenOnHost(AddressFamily family, SocketType type) => Task.FromResult(new Socket(family, type, ProtocolType.Unspecified));
}

/// <summary>An answer, and for how many seconds it has been kept.</summary>
internal readonly record struct ForwardedAnswer(UpstreamReply Reply, uint Age)
{
    public byte[] For(DnsQuery query, int limitBytes) => Reply.For(query, limitBytes, Age);
}
