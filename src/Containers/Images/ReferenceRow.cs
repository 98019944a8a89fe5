using Gantry.Containers.Metadata;
using Gantry.Oci;

namespace Gantry.Containers.Images;

/// <summary>A name of an image, in full: a tag or a digest in a repository.</summary>
internal static class ReferenceRow
{
    internal static Digest? Find(MetadataSession session, ImageReference reference) =>
        session.Query("SELECT image FROM reference WHERE name = ?1", row => Digest.Parse(row.GetString(0)), reference.ToString()) is [var image]
            ? image
            : null;

    /// <summary>The names of an image, in ordinal order.</summary>
    internal static List<ImageReference> Of(MetadataSession session, Digest image) => session.Query(
        "SELECT name FROM reference WHERE image = ?1 ORDER BY name", row => ImageReference.Parse(row.GetString(0)), image.ToString());

    /// <summary>Gives the name to an image, taking it from the one that had it.</summary>
    /// <param name="madeHere">The image was made on this machine rather than pulled by this name.</param>
    internal static void Set(MetadataSession session, ImageReference reference, Digest image, bool madeHere) => session.Execute(
        """
        INSERT INTO reference(name, image, made_here) VALUES (?1, ?2, ?3)
        ON CONFLICT(name) DO UPDATE SET image = excluded.image, made_here = excluded.made_here
        """,
        reference.ToString(),
        image.ToString(),
        madeHere ? 1 : 0);

    internal static void Delete(MetadataSession session, ImageReference reference) =>
        session.Execute("DELETE FROM reference WHERE name = ?1", reference.ToString());
}
