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

    /// <summary>A name as it is, without a tag where none is given.</summary>
    /// <exception cref="InvalidException">It is no name.</exception>
    public static ImageReference Parse(string name)
    {
        try
        {
            return ImageReference.Parse(name);
        }
        catch (FormatException e)
        {
            throw new InvalidException(e.Message, e);
        }
    }

    /// <summary>What is to be pushed: one tag, or a whole repository where none is given.</summary>
    /// <exception cref="InvalidException">It is no name, or one with a digest.</exception>
    public static ImageReference Pushed(string name, string? tag)
    {
        var reference = Parse(name);
        if (reference.Digest is not null)
        {
            throw new InvalidException("cannot push a digest reference");
        }

        try
        {
            return string.IsNullOrEmpty(tag) ? reference : reference.WithTag(tag);
        }
        catch (FormatException e)
        {
            throw new InvalidException(e.Message, e);
        }
    }
}
