namespace Gantry.Harness.Packages;

/// <summary>Other people's programs that ours are driven by, and compared with.</summary>
public static class Peers
{
    /// <summary>The runtime whose behaviour the contract suites hold.</summary>
    public static PackageSet Runc { get; } = new(DebianSuite.Forky, "runc", "libc6", "libseccomp2");

    public static PackageSet DockerCli { get; } = new(DebianSuite.Forky, "docker-cli", "libc6");

    public static PackageSet Containerd { get; } = new(DebianSuite.Forky, "containerd", "libc6");

    public static PackageSet Podman { get; } = new(
        DebianSuite.Bookworm,
        "podman", "conmon", "golang-github-containers-common", "golang-github-containers-image",
        "libc6", "libgcc-s1", "libseccomp2", "libsubid4", "libgpgme11", "libassuan0", "libgpg-error0", "libdevmapper1.02.1", "libudev1",
        "libselinux1", "libpam0g", "libsemanage2", "libsepol2", "libpcre2-8-0", "libaudit1", "libcap-ng0", "libbz2-1.0", "libcrypt1",
        "libglib2.0-0", "libsystemd0", "libcap2", "libgcrypt20", "liblz4-1", "liblzma5", "libzstd1");

    public static PackageSet Crun { get; } = new(
        DebianSuite.Bookworm,
        "crun", "libc6", "libyajl2", "libseccomp2", "libsystemd0", "libcap2", "libgcrypt20", "libgpg-error0", "liblz4-1", "liblzma5", "libzstd1");

    /// <summary>dockerd with what it starts: containerd, runc, docker-proxy, iptables.</summary>
    public static PackageSet Docker { get; } = new(
        DebianSuite.Bookworm,
        "docker.io", "containerd", "runc", "iptables",
        "libc6", "libseccomp2", "libsystemd0", "libcap2", "libgcrypt20", "libgpg-error0", "liblz4-1", "liblzma5", "libzstd1", "libdevmapper1.02.1", "libudev1",
        "libselinux1", "libpcre2-8-0", "libmnl0", "libnftnl11", "libxtables12", "libip4tc2", "libip6tc2", "libnetfilter-conntrack3", "libnfnetlink0");

    /// <summary>Debian's registry server.</summary>
    public static PackageSet Registry { get; } = new(DebianSuite.Bookworm, "docker-registry", "libc6");

    public static PackageSet Skopeo { get; } = new(
        DebianSuite.Bookworm,
        "skopeo", "golang-github-containers-common", "golang-github-containers-image",
        "libc6", "libgcc-s1", "libgpgme11", "libassuan0", "libgpg-error0", "libdevmapper1.02.1", "libudev1", "libselinux1", "libpcre2-8-0", "libcap2");
}
