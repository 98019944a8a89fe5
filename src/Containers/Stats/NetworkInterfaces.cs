using System.Globalization;

namespace Gantry.Containers.Stats;

/// <summary>Reads the counters of a process's network.</summary>
internal static class NetworkInterfaces
{
    private const int HeaderLines = 2;

    /// <summary>By the interface's name; empty where the process has just ended.</summary>
    /// <remarks>proc_net(5), /proc/PID/net/dev</remarks>
    public static IReadOnlyDictionary<string, InterfaceStatistics> Of(int pid)
    {
        try
        {
            return File.ReadLines($"/proc/{pid}/net/dev").Skip(HeaderLines).Select(Parse)
                .Where(found => found.Name != "lo").ToDictionary(found => found.Name, found => found.Counters);
        }
        catch (IOException)
        {
            return new Dictionary<string, InterfaceStatistics>();
        }
    }

    private static (string Name, InterfaceStatistics Counters) Parse(string line)
    {
        var separator = line.LastIndexOf(':');
        var counts = line[(separator + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(text => ulong.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        return (line[..separator].Trim(), new InterfaceStatistics
        {
            ReceivedBytes = counts[0],
            ReceivedPackets = counts[1],
            ReceiveErrors = counts[2],
            ReceiveDrops = counts[3],
            SentBytes = counts[8],
            SentPackets = counts[9],
            SendErrors = counts[10],
            SendDrops = counts[11],
        });
    }
}
