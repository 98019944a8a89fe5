namespace Gantry.Harness;

/// <summary>What ./build made.</summary>
public static class Binaries
{
    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    public static string Gantry => Built("gantry");

    public static string Runtime => Built("gantry-runtime");

    public static string Init => Built("gantry-init");

    private static string Built(string name)
    {
        var path = Path.Combine(RepositoryRoot, "out", name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is missing: run ./build");
    }

    private static string FindRepositoryRoot()
    {
        for (var directory = AppContext.BaseDirectory; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (File.Exists(Path.Combine(directory, "Gantry.slnx")))
            {
                return directory;
            }
        }

        throw new DirectoryNotFoundException($"no Gantry.slnx above {AppContext.BaseDirectory}");
    }
}
