using Gantry.Containers.Metadata;
using Gantry.Oci;

namespace Gantry.Containers.Images;

/// <summary>What a user may write for an image: a reference, an id, the beginning of an id, a digest.</summary>
internal static class ImageName
{
    private const string Sha256 = "sha256:";

    /// <summary>Finds the image in Docker's order: a whole digest is an id; else a reference; else the beginning of an id.</summary>
    /// <exception cref="InvalidException">The text can be neither.</exception>
    /// <exception cref="NotFoundException">No image goes by it, or several do.</exception>
    internal static Digest Resolve(MetadataSession session, string text)
    {
        if (Digest.TryParse(text, out var id) || Digest.TryParse(Sha256 + text, out id))
        {
            return ImageRow.Find(session, id)?.Id ?? throw NoSuch(id.ToString());
        }

        var reference = Parse(text).WithDefaultTag();
        return ReferenceRow.Find(session, Canonical(reference)) ?? ByPrefix(session, text) ?? throw NoSuch(reference.Familiar);
    }

    /// <summary>Whether the text names an image by its id rather than by a reference.</summary>
    internal static bool IsIdOrPrefix(Digest id, string text) =>
        text.Length > 0
        && (id.ToString().StartsWith(text, StringComparison.Ordinal) || id.Hex.StartsWith(text, StringComparison.Ordinal));

    internal static ImageReference Parse(string text)
    {
        try
        {
            return ImageReference.Parse(text);
        }
        catch (FormatException e)
        {
            throw new InvalidException(e.Message, e);
        }
    }

    /// <summary>The name that a reference is kept under: a digest makes the tag beside it redundant.</summary>
    internal static ImageReference Canonical(ImageReference reference) =>
        reference.Digest is { } digest ? reference.WithDigest(digest) : reference.WithDefaultTag();

    internal static NotFoundException NoSuch(string name) => new($"No such image: {name}");

    private static Digest? ByPrefix(MetadataSession session, string text)
    {
        var hex = text.StartsWith(Sha256, StringComparison.Ordinal) ? text[Sha256.Length..] : text;
        if (hex.Length == 0 || !hex.All(char.IsAsciiHexDigitLower))
        {
            return null;
        }

        return ImageRow.WithPrefix(session, hex) switch
        {
            [] => null,
            [var only] => only,
            _ => throw new NotFoundException($"ambiguous reference: several images begin with {hex}"),
        };
    }
}
