using Gantry.Containers;
using Gantry.Containers.Images;
using Gantry.Oci;

namespace Gantry.Docker.Images;

/// <summary>Platforms as clients write them.</summary>
internal static class Platforms
{
    /// <summary>Null where none is given.</summary>
    /// <exception cref="InvalidException">It is none.</exception>
    public static Platform? Parse(string? text) =>
        string.IsNullOrEmpty(text) ? null
        : PlatformMatch.TryParse(text, out var platform) ? platform
        : throw new InvalidException($"\"{text}\" is an invalid component of \"{text}\": platform specifier component must match \"^[A-Za-z0-9_-]+$\": invalid argument");

    /// <summary>Makes sure that an image is for the platform that is wanted, if one is.</summary>
    /// <exception cref="NotFoundException">It is for another; the client then pulls the right one.</exception>
    public static void Require(Image image, string name, string? wanted)
    {
        if (Parse(wanted) is { } platform && new PlatformMatch(platform).Rank(image.Document.Platform) is null)
        {
            throw new NotFoundException(
                $"image with reference {name} was found but its platform ({image.Document.Platform}) does not match the specified platform ({platform})");
        }
    }
}
