using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Images.Changes;

/// <summary>ONBUILD: an instruction kept for images that are built on this one.</summary>
internal static class OnBuildChange
{
    internal static ImageConfig Apply(ConfigEdit edit, string rest)
    {
        var trigger = rest.Split((char[]?)null, 2)[0].ToUpperInvariant();
        return trigger switch
        {
            "" => throw new InvalidException("ONBUILD requires at least one argument"),
            "ONBUILD" => throw new InvalidException("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"),
            "FROM" or "MAINTAINER" => throw new InvalidException($"{trigger} isn't allowed as an ONBUILD trigger"),
            _ => edit.Config with { OnBuild = [.. edit.Config.OnBuild ?? [], rest] },
        };
    }
}
