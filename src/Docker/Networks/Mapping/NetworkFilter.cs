using System.Text.RegularExpressions;
using Gantry.Containers;
using Gantry.Containers.Networks.Named;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Networks.Mapping;

/// <summary>Which networks a list is to have.</summary>
internal sealed class NetworkFilter
{
    private readonly Filters _filters;
    private readonly ContainerEngine _engine;

    private NetworkFilter(Filters filters, ContainerEngine engine) => (_filters, _engine) = (filters, engine);

    /// <exception cref="InvalidException">A filter is unknown or has a value that cannot be.</exception>
    public static NetworkFilter Parse(Exchange exchange)
    {
        var filters = Filters.Parse(exchange, "dangling", "driver", "id", "label", "name", "scope", "type");
        if (filters.Of("type").FirstOrDefault(type => type is not ("builtin" or "custom")) is { } unknown)
        {
            throw new InvalidException($"invalid filter: 'type'='{unknown}'");
        }

        return new NetworkFilter(filters, exchange.Engine.Containers);
    }

    public bool Accepts(NetworkRecord network) =>
        _filters.Fits("driver", driver => driver == NetworkText.Driver(network))
        && _filters.Fits("id", id => network.Id.StartsWith(id, StringComparison.Ordinal))
        && _filters.Fits("name", name => Matches(network.Name, name))
        && _filters.Fits("scope", scope => scope == "local")
        && _filters.Fits("type", type => type == (network.Predefined ? "builtin" : "custom"))
        && _filters.FitsLabels("label", network.Labels)
        && (_filters.Flag("dangling") is not { } dangling || dangling == IsDangling(network));

    private bool IsDangling(NetworkRecord network) => !network.Predefined && !_engine.RemoveNetwork.MembersOf(network).Any();

    private static bool Matches(string name, string wanted)
    {
        try
        {
            return Regex.IsMatch(name, wanted, RegexOptions.NonBacktracking);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return name.Contains(wanted, StringComparison.Ordinal);
        }
    }
}
