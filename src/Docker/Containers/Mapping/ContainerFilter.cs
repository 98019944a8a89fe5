using System.Text.RegularExpressions;
using Gantry.Containers;
using Gantry.Containers.Lifecycle;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>Which containers a list is to have.</summary>
internal sealed class ContainerFilter
{
    private static readonly string[] States = ["created", "running", "paused", "restarting", "removing", "exited", "dead"];

    private readonly Filters _filters;
    private readonly ContainerEngine _engine;
    private readonly DateTimeOffset? _before;
    private readonly DateTimeOffset? _since;

    private ContainerFilter(Filters filters, ContainerEngine engine)
    {
        (_filters, _engine) = (filters, engine);
        _before = CreationOf("before");
        _since = CreationOf("since");
    }

    /// <summary>Containers that do not run are wanted too.</summary>
    public bool NamesStates => _filters.Has("status") || _filters.Has("exited");

    /// <exception cref="InvalidException">A filter is unknown or has a value that cannot be.</exception>
    public static ContainerFilter Parse(Exchange exchange, ContainerEngine engine)
    {
        var filters = Filters.Parse(
            exchange, "ancestor", "before", "exited", "expose", "health", "id", "is-task", "isolation", "label", "name", "network", "publish", "since", "status", "volume");
        if (filters.Of("status").Except(States).FirstOrDefault() is { } unknown)
        {
            throw new InvalidException($"invalid filter 'status={unknown}'");
        }

        return new ContainerFilter(filters, engine);
    }

    public bool Accepts(Container container)
    {
        var record = container.Record;
        return _filters.Fits("id", id => record.Id.Hex.StartsWith(id, StringComparison.Ordinal))
            && _filters.Fits("name", name => MatchesName(record.Name, name))
            && _filters.FitsLabels("label", record.Labels)
            && _filters.Fits("status", status => status == ContainerStates.Word(record.State))
            && _filters.Fits("exited", code => record.State is { Status: RunStatus.Exited, Started: not null } && $"{record.State.ExitCode}" == code)
            && _filters.Fits("ancestor", image => IsFrom(record, image))
            && _filters.Fits("network", network => IsOn(record, network))
            && _filters.Fits("volume", volume => record.Spec.Mounts.Any(mount => mount.Source == volume || mount.Target == volume))
            && _filters.Fits("publish", port => record.Gateway?.Ports.Any(published => Is(port, published.HostPort, published.Protocol)) ?? false)
            && _filters.Fits("expose", port => record.Spec.Network.Exposed.Any(exposed => Is(port, exposed.Port, exposed.Protocol)))
            && _filters.Fits("health", health => health == ContainerStates.HealthWord(container.Health))
            && _filters.Flag("is-task") != true
            && (_before is null || record.Created < _before)
            && (_since is null || record.Created > _since);
    }

    // A part of the name, or a pattern; the name has its slash in front.
    private static bool MatchesName(string name, string wanted)
    {
        try
        {
            return Regex.IsMatch($"/{name}", wanted, RegexOptions.NonBacktracking) || Regex.IsMatch(name, wanted, RegexOptions.NonBacktracking);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return name.Contains(wanted, StringComparison.Ordinal);
        }
    }

    private static bool Is(string wanted, int port, string protocol) => wanted == $"{port}" ? protocol == "tcp" : wanted == $"{port}/{protocol}";

    private static bool IsOn(ContainerRecord record, string network) => record.Spec.Network.Mode switch
    {
        NetworkMode.Host => network == "host",
        NetworkMode.None => network == "none",
        _ => record.Spec.Network.Networks.Any(membership =>
            membership.NetworkName == network || (network.Length > 0 && membership.NetworkId.StartsWith(network, StringComparison.Ordinal))),
    };

    private bool IsFrom(ContainerRecord record, string image)
    {
        try
        {
            return record.Image == _engine.Images.Resolve(image).Id;
        }
        catch (NotFoundException)
        {
            return false;
        }
    }

    private DateTimeOffset? CreationOf(string key) => _filters.Of(key) is { Count: > 0 } names ? _engine.Store.Get(names.First()).Record.Created : null;
}
