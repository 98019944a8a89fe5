using Gantry.Containers.Security;
using Gantry.Harness.Packages;

namespace Gantry.Containers.Tests.Security;

/// <summary>The default profile that podman and its kin install.</summary>
internal static class PublishedProfile
{
    private static readonly PackageSet Package = new(DebianSuite.Bookworm, "golang-github-containers-common");

    public static async Task<ConditionalSeccompProfile> Read()
    {
        var unpacked = await Package.Unpack();
        return SeccompFile.Parse(await File.ReadAllTextAsync(Path.Combine(unpacked.Root, "usr/share/containers/seccomp.json")));
    }
}
