using Gantry.Containers;
using Gantry.Oci;

namespace Gantry.Docker.Images;

/// <summary>Names of images as clients give them.</summary>
internal static class ImageNames
{
    /// <summary>The name that an image is to have, its tag given apart; null where none is given.</summary>
    /// <exception cref="InvalidException">It is no name, or one with a digest.</exception>
    public static ImageReference? Target(string? repository, string? tag)
    {
        if (string.IsNullOrEmpty(repository))
        {
            return null;
        }

        try
        {
            var reference = ImageReference.Parse(repository);
            if (reference.Digest is not null)
            {
                throw new InvalidException("refusing to create a tag with a digest reference");
            }

            return string.IsNullOrEmpty(tag) ? reference.WithDefaultTag() : reference.WithTag(tag);
        }
        catch (FormatException e)
        {
            throw new InvalidException(e.Message, e);
        }
    }
}
