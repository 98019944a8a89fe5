using System.Runtime.InteropServices;
using Gantry.Harness.Commands;
using Gantry.Harness.Images;
using Gantry.Harness.Packages;

namespace Gantry.Harness.Guest;

/// <summary>What a guest gets of this machine: what ./build made, test programs with the .NET they run on, and the images and packages they use.</summary>
/// <remarks>Laid out as the repository is, so that tests find everything as they do here.</remarks>
internal static class GuestTree
{
    public const string Root = "/gantry";

    /// <summary>What a test program needs in the guest before it is started, as shell commands.</summary>
    /// <remarks>Unpacked programs know where their libraries are: the cache has its path of this machine.</remarks>
    public static string Preparation { get; } = $"""
        export HOME=/root DOTNET_ROOT={Root}/dotnet DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_TieredPGO=0
        export TESTINGPLATFORM_TELEMETRY_OPTOUT=1 TESTINGPLATFORM_NOBANNER=1
        export GANTRY_TEST_CACHE={Cache.Root} GANTRY_TEST_MIRROR=http://none.invalid
        mkdir -p {Path.GetDirectoryName(Cache.Root)} && ln -sfn {Root}/cache {Cache.Root}
        """;

    /// <summary>Fills a directory.</summary>
    /// <param name="projects">The test projects.</param>
    public static async Task Fill(string directory, IEnumerable<string> projects)
    {
        await File.WriteAllTextAsync(Path.Combine(directory, "Gantry.slnx"), "");
        foreach (var program in (string[])[Binaries.Gantry, Binaries.Runtime, Binaries.Init])
        {
            await Copy(program, directory, "out");
        }

        await Copy(Path.Combine(Binaries.RepositoryRoot, "eng/systemd"), directory, "eng");
        foreach (var project in projects)
        {
            await Copy(ProgramDirectory(project), directory, $"artifacts/bin/{project}");
        }

        await CopyDotnet(Path.Combine(directory, "dotnet"));
        await CopyCache(Path.Combine(directory, "cache"));
    }

    /// <summary>The program of a test project, in the guest.</summary>
    public static string Program(string project) => $"{Root}/artifacts/bin/{project}/{Configuration}/Gantry.{project}";

    // The one that runs this very code was built with the same configuration.
    private static string Configuration => Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));

    private static string ProgramDirectory(string project) => Path.Combine(Binaries.RepositoryRoot, "artifacts/bin", project, Configuration);

    private static async Task CopyDotnet(string target)
    {
        // …/shared/Microsoft.NETCore.App/10.0.1/
        var framework = RuntimeEnvironment.GetRuntimeDirectory().TrimEnd('/');
        var dotnet = Path.GetFullPath(Path.Combine(framework, "../../.."));
        foreach (var name in (string[])["Microsoft.NETCore.App", "Microsoft.AspNetCore.App"])
        {
            await Copy(Path.Combine(dotnet, "shared", name, Path.GetFileName(framework)), target, $"shared/{name}");
        }

        await Copy(Path.Combine(dotnet, "host/fxr"), target, "host");
    }

    private static async Task CopyCache(string target)
    {
        await Copy(await BusyboxImage.Root(), target, "images");
        var archive = await BusyboxImage.Archive();
        await Copy(Path.GetDirectoryName(archive)!, target, "images/archives");
        foreach (var packages in (PackageSet[])[Peers.DockerCli, Peers.Runc])
        {
            var root = (await packages.Unpack()).Root;
            await Copy(root, target, Path.GetRelativePath(Cache.Root, Path.GetDirectoryName(root)!));
        }

        // By which the packages' versions are found.
        await Copy(Cache.PathOf("apt/forky"), target, "apt");
    }

    private static async Task Copy(string source, string target, string below)
    {
        var directory = Directory.CreateDirectory(Path.Combine(target, below)).FullName;
        (await Programs.Run("cp", "-a", "--reflink=auto", source, directory)).Succeeded();
    }
}
