using System.CommandLine;
using System.Globalization;
using Gantry.Containers;

namespace Gantry.App.Cli;

/// <summary><c>--image-ceiling SIZE</c>: how much images may take on disk.</summary>
internal sealed class StorageOptionSet
{
    private const string Name = "--image-ceiling";

    private readonly Option<string> _ceiling = new(Name)
    {
        Description = "How much blobs and layers of images may take: above it, images without a name and without a container go, the oldest first. Such as 500m or 20g.",
        HelpName = "SIZE",
    };

    public void AddTo(Command command) => command.Options.Add(_ceiling);

    /// <summary>Bytes; null where there is no ceiling.</summary>
    /// <exception cref="InvalidException">It is no size.</exception>
    public long? Read(ParseResult parsed) => parsed.GetValue(_ceiling) is { Length: > 0 } text ? Parse(text) : null;

    /// <summary>The same as arguments again, for a process that is started.</summary>
    public IReadOnlyList<string> Arguments(ParseResult parsed) => parsed.GetValue(_ceiling) is { Length: > 0 } text ? [Name, text] : [];

    private static long Parse(string text)
    {
        var shift = char.ToLowerInvariant(text[^1]) switch
        {
            'k' => 10,
            'm' => 20,
            'g' => 30,
            't' => 40,
            _ => 0,
        };
        return long.TryParse(shift == 0 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= long.MaxValue >> shift
            ? number << shift
            : throw new InvalidException($"{Name}: \"{text}\" is no size: a number of bytes, or one followed by k, m, g or t");
    }
}
