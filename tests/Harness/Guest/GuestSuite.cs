using System.Xml.Linq;

namespace Gantry.Harness.Guest;

/// <summary>Test programs of this repository, run in a guest as they are.</summary>
public sealed class GuestSuite : IAsyncDisposable
{
    // xunit's own: 2 is that tests failed.
    private const int TestsFailed = 2;

    private const string Results = "/run/results";

    private const string Report = "report.xml";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private readonly GuestMachine _machine;

    private GuestSuite(GuestMachine machine) => _machine = machine;

    /// <summary>Boots a machine that has these test projects.</summary>
    public static async Task<GuestSuite> Boot(params IReadOnlyList<string> projects)
    {
        var tree = Directory.CreateTempSubdirectory("gantry-test-").FullName;
        try
        {
            await GuestTree.Fill(tree, projects);
            return new GuestSuite(await GuestMachine.Boot(tree));
        }
        finally
        {
            Directory.Delete(tree, recursive: true);
        }
    }

    /// <summary>Runs those tests of a project that the filters choose.</summary>
    /// <returns>One failed test in the program's name where it did not come to its end, or ran no test.</returns>
    public async Task<IReadOnlyList<GuestTest>> Run(string project, params IReadOnlyList<string> filters)
    {
        var program = $"{GuestTree.Program(project)} --progress off --no-ansi --results-directory {Results} --report-xunit-xml --report-xunit-xml-filename {Report}";
        var run = await _machine.Run($"{GuestTree.Preparation}\nrm -rf {Results}\n{program} {string.Join(' ', filters.Select(filter => $"'{filter}'"))}", Patience);
        if (run.ExitCode is not (0 or TestsFailed))
        {
            return [new GuestTest(project, run.ToString(), SkipReason: null)];
        }

        var report = XDocument.Parse((await _machine.Run($"cat {Results}/{Report}")).Succeeded().Stdout);
        return [.. report.Descendants("test").Select(GuestTest.Of)];
    }

    public ValueTask DisposeAsync() => _machine.DisposeAsync();
}
