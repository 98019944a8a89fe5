using System.Text;

namespace Gantry.Oci;

/// <summary>The name of a stack of layers: what a layer contains and all that lies below it.</summary>
/// <remarks>image-spec config.md "Layer ChainID"</remarks>
public static class ChainId
{
    /// <summary>The stack that <paramref name="diffId"/> makes on top of <paramref name="parent"/>; null is the empty stack.</summary>
    public static Digest Next(Digest? parent, Digest diffId) =>
        parent is null ? diffId : Digest.Of(Encoding.UTF8.GetBytes($"{parent} {diffId}"));

    /// <summary>The name of every stack from the lowest layer alone to the whole image, in that order.</summary>
    public static IReadOnlyList<Digest> Stacks(IReadOnlyList<Digest> diffIds)
    {
        var stacks = new List<Digest>(diffIds.Count);
        Digest? below = null;
        foreach (var diffId in diffIds)
        {
            below = Next(below, diffId);
            stacks.Add(below.Value);
        }

        return stacks;
    }
}
