using Gantry.Harness.Packages;

namespace Gantry.Harness.Guest;

/// <summary>Debian's kernel for virtual machines, unpacked and not installed.</summary>
/// <param name="Image">What the machine boots.</param>
/// <param name="Modules">The directory of its modules, named by the release.</param>
internal sealed record GuestKernel(string Image, string Modules)
{
    private static readonly PackageSet Package = PackageSet.Meant(DebianSuite.Bookworm, "linux-image-cloud-amd64");

    public string Release => Path.GetFileName(Modules);

    public static async Task<GuestKernel> Unpack()
    {
        var root = (await Package.Unpack()).Root;
        return new GuestKernel(
            Directory.GetFiles(Path.Combine(root, "boot"), "vmlinuz-*").Single(),
            Directory.GetDirectories(Path.Combine(root, "lib/modules")).Single());
    }

    /// <summary>The file of a module.</summary>
    public string Module(string name) => Directory.GetFiles(Modules, $"{name}.ko", SearchOption.AllDirectories).Single();
}
