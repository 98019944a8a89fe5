using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Images;

/// <summary>The instructions that <c>docker import --change</c> and <c>docker commit --change</c> take.</summary>
public static class ConfigChanges
{
    /// <summary>The configuration with each instruction applied in turn.</summary>
    /// <exception cref="InvalidException">An instruction is unknown, not allowed here, or malformed.</exception>
    public static ImageConfig Apply(ImageConfig config, IEnumerable<string> instructions) => throw new NotSupportedException();
}
