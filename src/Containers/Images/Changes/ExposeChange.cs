using System.Globalization;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Images.Changes;

/// <summary>EXPOSE: ports and ranges of ports, each with a protocol.</summary>
internal static class ExposeChange
{
    internal static ImageConfig Apply(ConfigEdit edit, string rest)
    {
        var words = rest.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(edit.Expand).ToList();
        if (words.Count == 0)
        {
            throw new InvalidException("EXPOSE requires at least one argument");
        }

        var ports = new SortedDictionary<string, EmptyObject>(StringComparer.Ordinal);
        foreach (var port in (edit.Config.ExposedPorts?.Keys ?? []).Concat(words.SelectMany(Ports)))
        {
            ports[port] = EmptyObject.Value;
        }

        return edit.Config with { ExposedPorts = ports };
    }

    private static IEnumerable<string> Ports(string word)
    {
        var slash = word.IndexOf('/', StringComparison.Ordinal);
        var (range, protocol) = slash < 0 ? (word, "tcp") : (word[..slash], word[(slash + 1)..].ToLowerInvariant());
        if (protocol is not ("tcp" or "udp" or "sctp"))
        {
            throw new InvalidException($"invalid proto: {protocol}");
        }

        var dash = range.IndexOf('-', StringComparison.Ordinal);
        var first = Port(dash < 0 ? range : range[..dash], range);
        var last = Port(dash < 0 ? range : range[(dash + 1)..], range);
        return first <= last
            ? Enumerable.Range(first, last - first + 1).Select(port => $"{port}/{protocol}")
            : throw new InvalidException($"invalid range specified for port: {range}");
    }

    private static ushort Port(string text, string range) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : throw new InvalidException($"invalid containerPort: {range}");
}
