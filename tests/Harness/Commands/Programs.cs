namespace Gantry.Harness.Commands;

/// <summary>Finds and runs the machine's programs.</summary>
public static class Programs
{
    // A user's PATH may lack the directories of root's programs.
    private const string SystemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>What every program is given.</summary>
    internal static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        ["PATH"] = SystemPath,
        ["HOME"] = System.Environment.GetEnvironmentVariable("HOME") ?? "/root",
        ["LC_ALL"] = "C.UTF-8",
    };

    /// <summary>Runs a program to its end, at most a minute.</summary>
    public static Task<CommandResult> Run(string program, params IReadOnlyList<string> arguments) => new Command(program, arguments).Run();

    /// <summary>The path of a program; a path is left as it is.</summary>
    /// <exception cref="FileNotFoundException">It is not on this machine.</exception>
    public static string Find(string program) =>
        program.Contains('/') ? program : TryFind(program) ?? throw new FileNotFoundException($"{program} is not in {SystemPath}");

    public static string? TryFind(string program) =>
        SystemPath.Split(':').Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);
}
