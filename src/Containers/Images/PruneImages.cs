using Gantry.Oci;

namespace Gantry.Containers.Images;

/// <summary>What a pruning came to.</summary>
/// <param name="Removals">What was done, in order.</param>
/// <param name="Bytes">Content of the layers that are gone.</param>
public sealed record PruneResult(IReadOnlyList<ImageRemoval> Removals, long Bytes);

/// <summary>Removes images that nobody needs.</summary>
/// <param name="images">Where they are.</param>
public sealed class PruneImages(ImageStore images)
{
    /// <summary>Removes those without a name, or without a container, that are also wanted gone. What stands in the way of one leaves that one.</summary>
    /// <param name="danglingOnly">Only images without a tag; otherwise all that no container was made from.</param>
    /// <param name="isWanted">Which of them.</param>
    /// <param name="users">The containers there are.</param>
    /// <param name="told">Told of each removed image with what was done.</param>
    public PruneResult Execute(bool danglingOnly, Func<Image, bool> isWanted, IReadOnlyList<ImageUse> users, Action<Image, IReadOnlyList<ImageRemoval>> told)
    {
        var all = images.List();
        var parents = all.Select(image => image.Parent).OfType<Digest>().ToHashSet();
        var used = users.Select(use => use.Image).ToHashSet();
        var removals = new List<ImageRemoval>();
        foreach (var image in all.Where(isWanted))
        {
            // An image in between, which others were made from, goes with the last of these.
            var isBetween = image.References.Count == 0 && parents.Contains(image.Id);
            if (!isBetween && !used.Contains(image.Id) && (!danglingOnly || image.References.All(reference => reference.Tag is null)))
            {
                var removed = Remove(image, users);
                removals.AddRange(removed);
                told(image, removed);
            }
        }

        return new(removals, removals.Sum(removal => removal.Bytes));
    }

    private List<ImageRemoval> Remove(Image image, IReadOnlyList<ImageUse> users)
    {
        var names = image.References.Count == 0 ? [image.Id.ToString()] : image.References.Select(reference => reference.ToString());
        var removals = new List<ImageRemoval>();
        foreach (var name in names)
        {
            try
            {
                removals.AddRange(images.Remove(name, new(), users));
            }
            catch (RefusalException e) when (e is ConflictException or NotFoundException)
            {
                // Needed after all, or gone meanwhile with the name before.
            }
        }

        return removals;
    }
}
