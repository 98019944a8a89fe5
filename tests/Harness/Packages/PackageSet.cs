using System.Security.Cryptography;
using System.Text;
using Gantry.Harness.Commands;

namespace Gantry.Harness.Packages;

/// <summary>Packages of one suite, fetched and unpacked together into the cache; nothing is installed and nothing of theirs is started.</summary>
/// <remarks>
/// Dependencies are not followed: the set names the libraries its programs need. Where it names libc6 too, the programs run with their own
/// C library, and so on machines older or newer than the suite.
/// </remarks>
public sealed class PackageSet
{
    private readonly DebianSuite _suite;
    private readonly IReadOnlyList<string> _packages;
    private readonly Lazy<Task<UnpackedPackages>> _unpacked;

    public PackageSet(DebianSuite suite, params IReadOnlyList<string> packages)
    {
        (_suite, _packages) = (suite, packages);
        _unpacked = new Lazy<Task<UnpackedPackages>>(Fetch);
    }

    private bool IsMetapackage { get; init; }

    /// <summary>The package that a metapackage depends on first, such as the newest kernel.</summary>
    public static PackageSet Meant(DebianSuite suite, string metapackage) => new(suite, metapackage) { IsMetapackage = true };

    /// <summary>The packages, fetched where they are not in the cache.</summary>
    public Task<UnpackedPackages> Unpack() => _unpacked.Value;

    private async Task<UnpackedPackages> Fetch()
    {
        var apt = await AptState.Open(_suite);
        try
        {
            return await Fetch(apt);
        }
        catch (CommandFailedException)
        {
            // The mirror no longer has what the lists in the cache name.
            using (await Cache.Lock($"apt/{_suite}"))
            {
                await apt.Update();
            }

            return await Fetch(apt);
        }
    }

    private async Task<UnpackedPackages> Fetch(AptState apt)
    {
        IReadOnlyList<string> packages = IsMetapackage ? [await apt.Meant(_packages[0])] : _packages;
        var versions = await apt.Versions(packages);
        string[] wanted = [.. packages.Zip(versions, (package, version) => $"{package}={version}").Order(StringComparer.Ordinal)];
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', wanted))))[..12];
        var name = $"packages/{_suite}/{packages[0]}_{versions[0]}_{key}";
        var tree = new UnpackedPackages(Cache.PathOf(name));
        await Cache.Entry(name, async unfinished =>
        {
            await apt.Download(wanted, unfinished);
            foreach (var file in Directory.GetFiles(unfinished, "*.deb"))
            {
                (await Programs.Run("dpkg-deb", "-x", file, unfinished)).Succeeded();
                File.Delete(file);
            }

            await ProgramRelocation.Relocate(unfinished, tree.Root);
        });
        return tree;
    }
}
