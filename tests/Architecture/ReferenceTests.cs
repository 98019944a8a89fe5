using System.Xml.Linq;

namespace Gantry.Architecture;

/// <summary>Which project may refer to which: the arrows of docs/architecture.md.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Linux"] = [],
        ["Oci"] = [],
        ["ShimProtocol"] = [],
        ["Init"] = [],
        ["Runtime"] = ["Linux", "Oci", "ShimProtocol"],
        ["Containers"] = ["Linux", "Oci", "ShimProtocol"],
        ["Docker"] = ["Containers"],
        ["App"] = ["Docker"],
    };

    public static TheoryData<string> Projects =>
        [.. Directory.GetFiles(Path.Combine(Root(), "src"), "*.csproj", SearchOption.AllDirectories).Select(file => Path.GetFileNameWithoutExtension(file))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_only_downwards(string project)
    {
        var file = XDocument.Load(Path.Combine(Root(), "src", project, $"{project}.csproj"));
        var references = file.Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension((string?)reference.Attribute("Include") ?? ""));
        Assert.Subset(Allowed[project].ToHashSet(), references.ToHashSet());
    }

    [Fact]
    public void Only_Linux_and_the_runtime_speak_to_the_C_library()
    {
        var offenders = Directory.GetFiles(Path.Combine(Root(), "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/src/Linux/", StringComparison.Ordinal)
                && !file.Contains("/src/Runtime/", StringComparison.Ordinal)
                && !file.Contains("/src/Init/", StringComparison.Ordinal))
            .Where(file => File.ReadAllText(file).Contains("[LibraryImport", StringComparison.Ordinal));
        Assert.Empty(offenders);
    }

    private static string Root()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Gantry.slnx")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("no Gantry.slnx above the tests");
        }

        return directory;
    }
}
