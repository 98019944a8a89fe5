using Gantry.Containers;
using Gantry.Containers.Images;
using Gantry.Docker.Routing;
using Gantry.Oci;

namespace Gantry.Docker.Images;

/// <summary>Which images a list is to have.</summary>
internal sealed class ImageFilter
{
    private readonly Filters _filters;
    private readonly DateTimeOffset? _before;
    private readonly DateTimeOffset? _since;
    private readonly bool? _isDangling;
    private readonly DateTimeOffset? _until;

    private ImageFilter(Filters filters, ImageStore images, DateTimeOffset now)
    {
        _filters = filters;
        _before = CreationOf("before", images);
        _since = CreationOf("since", images);
        _isDangling = filters.Flag("dangling");
        _until = UntilFilter.Of(filters, now);
    }

    /// <exception cref="InvalidException">A filter is unknown or has a value that cannot be.</exception>
    public static ImageFilter Parse(Exchange exchange, ImageStore images) =>
        new(Filters.Parse(exchange, "dangling", "label", "before", "since", "reference", "until"), images, exchange.Engine.Containers.Time.GetUtcNow());

    public bool Accepts(Image image) =>
        (_isDangling is null || _isDangling == (image.References.Count == 0))
        && (_before is null || image.Document.Created < _before)
        && (_until is null || image.Document.Created < _until)
        && (_since is null || image.Document.Created > _since)
        && _filters.FitsLabels("label", image.Document.Config?.Labels ?? new Dictionary<string, string>())
        && (!_filters.Has("reference") || image.References.Any(AcceptsName));

    /// <summary>Whether a name is shown: only those that fit, where names are asked for.</summary>
    public bool AcceptsName(ImageReference name) => _filters.Fits("reference", pattern =>
        GoPattern.Matches(pattern, name.Familiar) || GoPattern.Matches(pattern, name.FamiliarRepository));

    private DateTimeOffset? CreationOf(string key, ImageStore images) =>
        _filters.Of(key) is { Count: > 0 } names ? images.Resolve(names.First()).Document.Created : null;
}
