using Gantry.Containers.Security;

namespace Gantry.Containers.Tests.Security;

/// <summary>The default profile that podman and its kin install, from Debian's package golang-github-containers-common.</summary>
internal static class PublishedProfile
{
    private const string Path = "/usr/share/containers/seccomp.json";

    public static ConditionalSeccompProfile Read()
    {
        Assert.True(File.Exists(Path), $"{Path} is missing: install Debian's package golang-github-containers-common (./test does)");
        return SeccompFile.Parse(File.ReadAllText(Path));
    }
}
