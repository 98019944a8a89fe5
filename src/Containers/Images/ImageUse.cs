using Gantry.Oci;

namespace Gantry.Containers.Images;

/// <summary>A container, of whichever door, that stands in the way of removing an image.</summary>
/// <param name="Image">The id of the image it was made from.</param>
/// <param name="User">How a message names it: <c>container 0123456789ab</c>, or <c>pod default/web</c>.</param>
/// <param name="Running">A running one cannot be overruled; a stopped one can.</param>
public sealed record ImageUse(Digest Image, string User, bool Running);
