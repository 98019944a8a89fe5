using System.Runtime.InteropServices;

namespace Gantry.Harness.Packages;

/// <summary>Makes programs find the libraries they were unpacked with.</summary>
/// <remarks>By their own header and not by LD_LIBRARY_PATH, which the programs they start would inherit.</remarks>
internal static class ProgramRelocation
{
    private static readonly PackageSet Patcher = new(DebianSuite.Bookworm, "patchelf");

    /// <summary>Debian's name of this machine's architecture in paths.</summary>
    public static string Triplet { get; } = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64-linux-gnu" : "x86_64-linux-gnu";

    /// <summary>Points every program to its libraries, and to its C library's loader if that is there.</summary>
    /// <param name="directory">Where the packages are now.</param>
    /// <param name="root">Where they will be.</param>
    public static async Task Relocate(string directory, string root)
    {
        string[] libraries = [.. new[] { $"usr/lib/{Triplet}", $"lib/{Triplet}" }.Where(library => Directory.Exists(Path.Combine(directory, library)))];
        if (libraries.Length == 0)
        {
            return;
        }

        var patchelf = (await Patcher.Unpack()).Program("patchelf");
        List<string> options = ["--force-rpath", "--set-rpath", string.Join(':', libraries.Select(library => Path.Combine(root, library)))];
        if (Loader(directory, libraries) is { } loader)
        {
            options.AddRange(["--set-interpreter", Path.Combine(root, loader)]);
        }

        foreach (var program in Programs(directory))
        {
            // A static program has no interpreter, and needs no libraries.
            if ((await Commands.Programs.Run(patchelf, "--print-interpreter", program)).ExitCode == 0)
            {
                (await Commands.Programs.Run(patchelf, [.. options, program])).Succeeded();
            }
        }
    }

    private static string? Loader(string directory, IEnumerable<string> libraries) => libraries
        .SelectMany(library => Directory.GetFiles(Path.Combine(directory, library), "ld-linux-*.so.*"))
        .Select(path => Path.GetRelativePath(directory, path)).FirstOrDefault();

    private static IEnumerable<string> Programs(string directory) =>
        UnpackedPackages.ProgramDirectories.Select(name => Path.Combine(directory, name)).Where(Directory.Exists)
            .SelectMany(Directory.GetFiles).Where(IsProgram);

    private static bool IsProgram(string path)
    {
        if (new FileInfo(path).LinkTarget is not null)
        {
            return false;
        }

        Span<byte> magic = stackalloc byte[4];
        using var file = File.OpenHandle(path);
        return RandomAccess.Read(file, magic, 0) == 4 && magic.SequenceEqual("\u007fELF"u8);
    }
}
