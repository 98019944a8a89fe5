namespace Gantry.Harness.Packages;

/// <summary>A directory that holds unpacked packages as a root file system would.</summary>
public sealed record UnpackedPackages(string Root)
{
    /// <summary>Where Debian's packages have programs.</summary>
    internal static IReadOnlyList<string> ProgramDirectories { get; } = ["usr/sbin", "usr/bin", "sbin", "bin", "usr/lib/podman"];

    /// <summary>For the PATH of programs that start each other by name.</summary>
    public string SearchPath => string.Join(':', ProgramDirectories.Select(directory => Path.Combine(Root, directory)));

    /// <summary>The path of one of their programs.</summary>
    public string Program(string name) =>
        ProgramDirectories.Select(directory => Path.Combine(Root, directory, name)).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException($"no program {name} in {Root}");

    /// <summary>Where their libraries are.</summary>
    public string LibraryDirectory => Path.Combine(Root, "usr/lib", ProgramRelocation.Triplet);
}
