using Gantry.Containers;
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
}
