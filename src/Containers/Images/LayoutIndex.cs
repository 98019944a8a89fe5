using Gantry.Oci;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Images;

/// <summary>How an image stands in the index of the layout.</summary>
internal static class LayoutIndex
{
    /// <summary>One descriptor for each tag, so that other tools find the image by it; one without a name for an image without tags.</summary>
    internal static IEnumerable<Descriptor> Descriptors(Digest manifest, long length, IEnumerable<ImageReference> references)
    {
        var plain = new Descriptor { MediaType = MediaTypes.Manifest, Digest = manifest, Size = length };
        return references
            .Where(reference => reference.Tag is not null)
            .Select(reference => plain with { Annotations = Names(reference) })
            .DefaultIfEmpty(plain);
    }

    private static SortedDictionary<string, string> Names(ImageReference reference) => new(StringComparer.Ordinal)
    {
        [ImageLayout.FullNameAnnotation] = reference.ToString(),
        [ImageLayout.ReferenceNameAnnotation] = reference.Tag ?? "",
    };
}
