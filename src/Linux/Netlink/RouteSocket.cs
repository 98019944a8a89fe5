namespace Gantry.Linux.Netlink;

/// <summary>The rtnetlink client of one network namespace: links, addresses and routes.</summary>
/// <remarks>Opened in the namespace of the calling thread; <see cref="Namespaces.NetworkNamespace"/> tells how to be in another.</remarks>
public sealed class RouteSocket : IDisposable
{
    private const int RouteProtocol = 0;
    private const int DumpAttempts = 10;

    private readonly NetlinkSocket _socket = new(RouteProtocol);

    public void Dispose() => _socket.Dispose();

    /// <summary>Makes the changes in one exchange with the kernel.</summary>
    /// <exception cref="LinuxException">The first that failed; those after it were tried all the same.</exception>
    public void Execute(params ReadOnlySpan<NetlinkRequest> requests)
    {
        var answers = _socket.Execute(requests);
        for (var i = 0; i < answers.Length; i++)
        {
            if (answers[i].Errno != Errno.None)
            {
                throw new LinuxException(requests[i].Call, answers[i].Errno, requests[i].Subject, answers[i].Detail);
            }
        }
    }

    /// <summary>Makes a change for which <paramref name="expected"/> is an ordinary answer.</summary>
    /// <returns>Whether the change was made.</returns>
    public bool TryExecute(NetlinkRequest request, Errno expected)
    {
        var answer = _socket.Execute([request])[0];
        return answer.Errno == Errno.None
            || (answer.Errno == expected ? false : throw new LinuxException(request.Call, answer.Errno, request.Subject, answer.Detail));
    }

    internal List<T> Dump<T>(NetlinkRequest request, EntryParser<T> parse)
        where T : class
    {
        List<T> entries = [];
        for (var attempt = 1; ; attempt++)
        {
            var complete = _socket.TryDump(request, payload =>
            {
                if (parse(payload) is { } entry)
                {
                    entries.Add(entry);
                }
            });

            // A list that changes while it is read can always change again: the last attempt is taken as it is.
            if (complete || attempt == DumpAttempts)
            {
                return entries;
            }

            entries.Clear();
        }
    }

    /// <summary>Makes an entry of a list out of its message; null leaves it out.</summary>
    internal delegate T? EntryParser<T>(ReadOnlySpan<byte> payload)
        where T : class;
}
