using System.Globalization;
using Gantry.Runtime.Cli;

namespace Gantry.Runtime.Supervise;

/// <summary>A socket that a supervisor binds for its daemon.</summary>
/// <param name="Name">As the daemon knows it.</param>
/// <param name="Path">Of a unix socket; empty for one of TCP.</param>
/// <param name="Tcp">Null for a unix socket.</param>
internal sealed record ListenAddress(string Name, string Path, (string Address, int Port)? Tcp)
{
    private const string TcpScheme = "tcp://";

    /// <summary>Reads <c>NAME=PATH</c> or <c>NAME=tcp://ADDRESS:PORT</c>.</summary>
    /// <exception cref="UsageException">It is neither.</exception>
    public static ListenAddress Parse(string text)
    {
        // A colon would part one name from the next in LISTEN_FDNAMES.
        if (text.Split('=', 2) is not [{ Length: > 0 } name, { Length: > 0 } place] || name.Contains(':'))
        {
            throw new UsageException($"--listen {text}: NAME=PATH is expected");
        }

        if (!place.StartsWith(TcpScheme, StringComparison.Ordinal))
        {
            return new ListenAddress(name, place, null);
        }

        var colon = place.LastIndexOf(':');
        return colon > TcpScheme.Length && ushort.TryParse(place.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? new ListenAddress(name, "", (place[TcpScheme.Length..colon].Trim('[', ']'), port))
            : throw new UsageException($"--listen {text}: NAME=tcp://ADDRESS:PORT is expected");
    }
}
